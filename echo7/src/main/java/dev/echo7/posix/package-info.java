/**
 * C library calls for what the JDK's channels cannot do, for the client and the terminal.
 *
 * <p>A call blocks as the C function does.
 */
@NullMarked
package dev.echo7.posix;

import org.jspecify.annotations.NullMarked;
