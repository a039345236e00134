/**
 * Whole programs: ours as shipped (bin/ and the jar), and the ones that other people use.
 *
 * <p>The tests run with the project's root as the working directory. Nothing here calls a class of
 * ours: what a program says, and the bytes that it moves, is all that counts.
 */
@NullMarked
package dev.echo7.interop;

import org.jspecify.annotations.NullMarked;
