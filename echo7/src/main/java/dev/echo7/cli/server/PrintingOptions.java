package dev.echo7.cli.server;

import dev.echo7.cli.OptionGroup;
import dev.echo7.log.ConsoleLog;

/** Options about what the server prints. */
final class PrintingOptions {
  private LogFormat format = LogFormat.TEXT;
  private boolean quiet;
  private boolean numeric;
  private boolean verbose;

  OptionGroup options() {
    return new OptionGroup("What it prints")
        .value(
            "--log",
            "text|json",
            LogFormat.class,
            new LogFormatConverter(),
            "text: lines for people; json: one object a line, all on standard output (docs/log.md)."
                + " Default: text.",
            given -> format = given)
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

  /** How a log looks. */
  enum LogFormat {
    TEXT,
    JSON
  }

  ConsoleLog.Style style() {
    return new ConsoleLog.Style(format == LogFormat.JSON, quiet, verbose, !numeric);
  }
}
