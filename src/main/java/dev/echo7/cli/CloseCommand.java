package dev.echo7.cli;

import picocli.CommandLine.Command;

/** {@code echoctl close}: the lecture's "break connection to particular client". */
@Command(
    name = "close",
    sortOptions = false,
    customSynopsis = "echoctl close [OPTIONS] ID ... | --peer CIDR",
    descriptionHeading = "%n",
    description =
        "Ends connections gracefully: what was received is echoed, then the server closes its side.")
final class CloseCommand extends ConnectionEnd {
  CloseCommand() {
    super(false);
  }
}
