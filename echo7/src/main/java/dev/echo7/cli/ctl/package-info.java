/** {@code echoctl} and its subcommands. */
@NullMarked
package dev.echo7.cli.ctl;

import org.jspecify.annotations.NullMarked;
