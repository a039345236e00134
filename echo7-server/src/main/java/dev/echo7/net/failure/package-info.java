/**
 * Error messages for users: one line that names the culprit and the cure.
 *
 * <p>Every message that reports an exception is made here. Any thread; nothing here blocks.
 */
@NullMarked
package dev.echo7.net.failure;

import org.jspecify.annotations.NullMarked;
