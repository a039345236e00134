/**
 * Every program and mode on machines unlike the one it was built on.
 *
 * <p>A {@link dev.echo7.elsewhere.Mode} is one way to use one program; a {@link
 * dev.echo7.elsewhere.Circumstance} is what is unusual about the machine. Each pair is a {@link
 * dev.echo7.elsewhere.Cell}, and {@link dev.echo7.elsewhere.Claims} says what must hold in all of
 * them:
 *
 * <ol>
 *   <li>it works, or says in one line what is wrong and what to do;
 *   <li>its exit code is the documented one;
 *   <li>it ends when it is told to, and leaves no process behind;
 *   <li>what machines read can be parsed.
 * </ol>
 *
 * <p>There is a test class for each row: network, surroundings, resources, streams, signals, files,
 * system calls. All cells together take more than an hour, so that a build runs those with a known
 * defect and a {@link dev.echo7.elsewhere.Sample} of the others; {@code -Delsewhere=all} runs all.
 */
@NullMarked
package dev.echo7.elsewhere;

import org.jspecify.annotations.NullMarked;
