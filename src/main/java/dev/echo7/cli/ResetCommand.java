package dev.echo7.cli;

import picocli.CommandLine.Command;

/** {@code echoctl reset}: ends a connection at once. */
@Command(
    name = "reset",
    sortOptions = false,
    customSynopsis = "echoctl reset [OPTIONS] ID ... | --peer CIDR",
    descriptionHeading = "%n",
    description = "Cuts connections at once, with an RST; what was not echoed yet is lost.")
final class ResetCommand extends ConnectionEnd {
  ResetCommand() {
    super(true);
  }
}
