/**
 * Frames, and verifiers that name the fault in those that do not come back intact.
 *
 * <p>Uses no sockets. Nothing is allocated per message.
 */
@NullMarked
package dev.echo7.verify;

import org.jspecify.annotations.NullMarked;
