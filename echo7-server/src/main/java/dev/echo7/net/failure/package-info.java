/**
 * Error messages for users: one line that names the culprit and the cure.
 *
 * <p>Every message that reports an exception is made here, and so is the guess of what a misspelt
 * word stands for. Any thread; nothing here blocks.
 */
@NullMarked
package dev.echo7.net.failure;

import org.jspecify.annotations.NullMarked;
