/**
 * What all commands share: options, the terminal, exit codes, signals.
 *
 * <p>Picocli, standard streams, the environment and System.exit are found in {@code cli} alone.
 * {@code run} of a command returns its exit code; only {@code main} exits.
 */
@NullMarked
package dev.echo7.cli;

import org.jspecify.annotations.NullMarked;
