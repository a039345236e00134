/**
 * Calls of the C library for the client: what the JDK's channels do not offer.
 *
 * <p>A call blocks as the C function does.
 */
@NullMarked
package dev.echo7.posix;

import org.jspecify.annotations.NullMarked;
