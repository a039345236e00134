/**
 * The commands: flags, wiring, printing, exit codes.
 *
 * <p>Rank 3, and the only place with picocli, standard streams, the environment and System.exit.
 * {@code run} of a command returns its exit code; only {@code main} exits.
 */
@NullMarked
package dev.echo7.cli;

import org.jspecify.annotations.NullMarked;
