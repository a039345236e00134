package dev.echo7.cli;

import dev.echo7.events.ConsoleLog;
import picocli.CommandLine.Option;

/** Options about what the server prints. */
final class PrintingOptions {
  @Option(
      names = "--log",
      paramLabel = "text|json",
      converter = LogFormatConverter.class,
      description =
          "text: lines for people; json: one object a line, all on standard output (docs/log.md)."
              + " Default: text.")
  private LogFormat format = LogFormat.TEXT;

  @Option(
      names = {"-q", "--quiet"},
      description = "No lines on standard output; with --log json, only what went wrong.")
  private boolean quiet;

  @Option(
      names = {"-n", "--numeric"},
      description = "Do not look up the names of peers.")
  private boolean numeric;

  @Option(
      names = {"-v", "--verbose"},
      description =
          "Also a line when a connection closes; with --log json, also when one closes without a"
              + " byte.")
  private boolean verbose;

  /** How a log looks. */
  enum LogFormat {
    TEXT,
    JSON
  }

  ConsoleLog.Style style() {
    return new ConsoleLog.Style(format == LogFormat.JSON, quiet, verbose, !numeric);
  }
}
