package dev.echo7.cli.load;

import dev.echo7.cli.OptionGroup;
import dev.echo7.measure.FailIf;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The options of load about what is printed, and when that is a failure. */
final class LoadPrinting {
  private @Nullable String findRate;
  private boolean quiet;
  private boolean json;
  private boolean jsonStream;
  private @Nullable Path csv;
  private @Nullable Path hlog;
  private @Nullable Path html;
  private @Nullable String failIf;

  OptionGroup options() {
    return new OptionGroup("What to print")
        .text(
            "--find-rate",
            "TERMS",
            "Search the highest rate at which all of these hold ('p99<1ms'), and this machine keeps"
                + " up; each step takes -d.",
            given -> findRate = given)
        .flag("-q", "No line a second, only the report.", () -> quiet = true)
        .flag("--json", "One JSON document at the end, and nothing else.", () -> json = true)
        .flag(
            "--json-stream",
            "A JSON object a line: the start, each second, the end.",
            () -> jsonStream = true)
        .value("--csv", "FILE", Path.class, "A line a second, into a file.", given -> csv = given)
        .value(
            "--hlog",
            "FILE",
            Path.class,
            "HdrHistogram's interval log, a second an interval, into a file.",
            given -> hlog = given)
        .value(
            "--html",
            "FILE",
            Path.class,
            "The report as a page with charts, all in one file.",
            given -> html = given)
        .text(
            "--fail-if",
            "TERMS",
            "Exit with 3 if one of these comes true: 'p99>5ms,loss>0.1%%,corrupt>0'.",
            given -> failIf = given);
  }

  /**
   * Sees whether they fit each other.
   *
   * @param hasRate whether there is a rate already
   * @throws IllegalArgumentException if not; the message is one line
   */
  void check(boolean hasRate) {
    if (json && jsonStream) {
      throw new IllegalArgumentException("--json and --json-stream both mean standard output");
    }
    if (findRate != null && hasRate) {
      throw new IllegalArgumentException("--find-rate searches what -R gives; leave one out");
    }
    thresholds();
    goal();
  }

  FailIf thresholds() {
    return failIf == null ? FailIf.never() : FailIf.parse(failIf);
  }

  /** What has to hold at the rate that is searched; null if none is. */
  @Nullable FailIf goal() {
    return findRate == null ? null : FailIf.parse(findRate);
  }

  @Nullable Path html() {
    return html;
  }

  /** As it was written; empty for none. */
  String failIf() {
    return failIf == null ? "" : failIf;
  }

  @Nullable String findRate() {
    return findRate;
  }

  /** Whether standard output is JSON. */
  boolean isForMachines() {
    return json || jsonStream;
  }

  boolean quiet() {
    return quiet;
  }

  boolean json() {
    return json;
  }

  boolean jsonStream() {
    return jsonStream;
  }

  @Nullable Path csv() {
    return csv;
  }

  @Nullable Path hlog() {
    return hlog;
  }
}
