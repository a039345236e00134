package dev.echo7.cli.server;

import dev.echo7.cli.OptionGroup;
import dev.echo7.log.LogFormat;
import dev.echo7.log.LogStyle;
import java.util.List;
import java.util.Locale;

/** Options for what the server prints. */
final class PrintingOptions {
  private LogFormat format = LogFormat.TEXT;
  private boolean quiet;
  private boolean numeric;
  private boolean verbose;

  OptionGroup options() {
    return new OptionGroup("What it prints")
        .choice(
            "--log",
            List.of("text", "long", "json"),
            "Log format: text; long, which names time, connection and peer on each line; json, for"
                + " machines. Default: text.",
            given -> format = LogFormat.valueOf(given.toUpperCase(Locale.ROOT)))
        .flag(
            "-q --quiet",
            "No lines on standard output; with --log json, errors only.",
            () -> quiet = true)
        .flag("-n --numeric", "Do not look up peer names.", () -> numeric = true)
        .flag(
            "-v --verbose",
            "Also log closed connections; with --log json, also those that closed without a byte.",
            () -> verbose = true);
  }

  LogStyle style() {
    return new LogStyle(format, quiet, verbose, !numeric);
  }
}
