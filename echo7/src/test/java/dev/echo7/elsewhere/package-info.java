/**
 * Every program and mode on machines unlike the one it was built on.
 *
 * <p>A {@link dev.echo7.elsewhere.matrix.Mode} is one way to use one of the programs; a {@link
 * dev.echo7.elsewhere.matrix.Circumstance} is what is unusual about the machine. Each pair is a
 * {@link dev.echo7.elsewhere.matrix.Cell}, and {@link dev.echo7.elsewhere.matrix.Claims} checks
 * what must hold in all of them:
 *
 * <ol>
 *   <li>the program works, or prints in one line what is wrong and what to do;
 *   <li>its exit code is the documented one;
 *   <li>it ends on a signal, and leaves no process behind;
 *   <li>machine-readable output can be parsed.
 * </ol>
 *
 * <p>Each row has a test class: network, surroundings, resources, streams, signals, files, system
 * calls. All cells together take more than an hour, so a build runs those that once failed and a
 * {@link dev.echo7.elsewhere.matrix.Sample} of the others; {@code -Delsewhere=all} runs all.
 */
@NullMarked
package dev.echo7.elsewhere;

import org.jspecify.annotations.NullMarked;
