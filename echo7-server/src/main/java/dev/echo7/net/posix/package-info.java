/**
 * The operating system below the JDK: calls of the C library, errors, descriptors.
 *
 * <p>The calls are made by {@code java.lang.foreign} from Java 22 on. Before that, and where native
 * access is off, each method says what its caller has to do without.
 */
@NullMarked
package dev.echo7.net.posix;

import org.jspecify.annotations.NullMarked;
