package dev.echo7.cli.load;

import dev.echo7.cli.OptionGroup;
import dev.echo7.cli.options.ReportOptionGroup;
import org.jspecify.annotations.Nullable;

/** The options of load about what is printed, and when that is a failure. */
final class LoadPrintingOptions {
  private final ReportOptionGroup report = new ReportOptionGroup();
  private @Nullable String findRate;

  OptionGroup group() {
    return new OptionGroup("What to print")
        .text(
            "--find-rate",
            "TERMS",
            "Find the highest rate at which all of these hold ('p99<1ms') and this machine keeps"
                + " up; each step takes -d.",
            given -> findRate = given)
        .with(report.quiet("Final report only."))
        .with(
            report.jsonAndStream(
                "Print one JSON object per line: the start, each second, the end."))
        .with(report.csv("Write one line per second to a file."))
        .with(report::addIntervalLog)
        .with(report.html("Write the report as one HTML file with charts."))
        .with(report::addFailIf);
  }

  /**
   * What was given.
   *
   * @param hasRate whether {@code -R} was given
   * @param hasFrames whether {@code --frames} was given
   * @throws IllegalArgumentException if it contradicts itself; the message is one line
   */
  LoadPrinting read(boolean hasRate, boolean hasFrames) {
    LoadPrinting printing = new LoadPrinting(report.read(), findRate);
    if (findRate != null && hasRate) {
      throw new IllegalArgumentException("--find-rate and --rate exclude each other");
    }
    if (findRate != null && hasFrames) {
      throw new IllegalArgumentException(
          "--find-rate and --frames exclude each other; -d limits each step");
    }
    printing.goal(); // Throws if it is malformed.
    return printing;
  }
}
