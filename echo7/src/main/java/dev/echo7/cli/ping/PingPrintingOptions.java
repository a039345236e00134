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
        .with(report.quiet("Only the summary."))
        .flag("-n", "Addresses only, no name in each line.", () -> numeric = true)
        .flag("-D", "The time before each line, in seconds since 1970.", () -> timestamps = true)
        .flag(
            "-O",
            "Say when a probe is not answered before the next is due.",
            () -> outstanding = true)
        .with(report.jsonAndStream("A JSON object a line for each thing that happens."))
        .with(report.csv("A line for each thing that happens, into a file."))
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
