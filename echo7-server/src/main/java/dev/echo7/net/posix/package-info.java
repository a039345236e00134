/**
 * The operating system below the JDK: C library calls, errors, descriptors.
 *
 * <p>The calls use {@code java.lang.foreign}, from Java 22 on. Before that, and where native access
 * is disabled, no call is possible, and each method documents what it does instead.
 */
@NullMarked
package dev.echo7.net.posix;

import org.jspecify.annotations.NullMarked;
