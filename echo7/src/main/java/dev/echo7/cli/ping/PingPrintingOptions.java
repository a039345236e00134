package dev.echo7.cli.ping;

import dev.echo7.cli.OptionGroup;
import dev.echo7.cli.options.ReportOptionGroup;

/** The options of ping about what is printed, and when that is a failure. */
final class PingPrintingOptions {
  private final ReportOptionGroup report = new ReportOptionGroup();
  private boolean numeric;
  private boolean timestamps;
  private boolean outstanding;

  OptionGroup group() {
    return new OptionGroup("What to print")
        .with(report.quiet("Print the summary only."))
        .flag("-n --numeric", "Print addresses only, no names.", () -> numeric = true)
        .flag(
            "-D --timestamps",
            "Print a timestamp before each line (seconds since 1970).",
            () -> timestamps = true)
        .flag(
            "-O --outstanding",
            "Report a probe that is not answered before the next one is sent.",
            () -> outstanding = true)
        .with(report.jsonAndStream("Print one JSON object per event, one per line."))
        .with(report.csv("Write one line per event to a file."))
        .with(report::addIntervalLog)
        .with(report::addFailIf);
  }

  /**
   * What was given.
   *
   * @throws IllegalArgumentException if it contradicts itself; the message is one line
   */
  PingPrinting read() {
    return new PingPrinting(report.read(), numeric, timestamps, outstanding);
  }
}
