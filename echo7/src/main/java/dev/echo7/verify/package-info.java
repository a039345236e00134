/**
 * Frames that are checked when they come back, and verdicts on those that do not come back right.
 *
 * <p>Knows no sockets. What happens once a message allocates nothing.
 */
@NullMarked
package dev.echo7.verify;

import org.jspecify.annotations.NullMarked;
