/**
 * Calls of the C library by {@code java.lang.foreign}, for what the JDK's channels do not offer.
 *
 * <p>Rank 1. A call blocks as the C function does.
 */
@NullMarked
package dev.echo7.posix;

import org.jspecify.annotations.NullMarked;
