/**
 * What all commands share: their base, options, the terminal, exit codes, signals.
 *
 * <p>Only {@code cli} uses picocli, standard streams, the environment and System.exit. A command's
 * {@code run} returns its exit code; only {@code main} exits.
 */
@NullMarked
package dev.echo7.cli;

import org.jspecify.annotations.NullMarked;
