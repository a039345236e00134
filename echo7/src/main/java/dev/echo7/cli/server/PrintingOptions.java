package dev.echo7.cli.server;

import dev.echo7.cli.OptionGroup;
import dev.echo7.log.LogStyle;
import java.util.List;

/** Options for what the server prints. */
final class PrintingOptions {
  private boolean json;
  private boolean quiet;
  private boolean numeric;
  private boolean verbose;

  OptionGroup options() {
    return new OptionGroup("What it prints")
        .choice(
            "--log",
            List.of("text", "json"),
            "text: lines for people; json: one object a line, all on standard output (docs/log.md)."
                + " Default: text.",
            given -> json = given.equals("json"))
        .flag(
            "-q --quiet",
            "No lines on standard output; with --log json, only what went wrong.",
            () -> quiet = true)
        .flag("-n --numeric", "Do not look up the names of peers.", () -> numeric = true)
        .flag(
            "-v --verbose",
            "Also a line when a connection closes; with --log json, also when one closes without a"
                + " byte.",
            () -> verbose = true);
  }

  LogStyle style() {
    return new LogStyle(json, quiet, verbose, !numeric);
  }
}
