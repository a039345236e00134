package dev.echo7.cli;

import dev.echo7.measure.FailIf;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of load about what is printed, and when that is a failure; picocli fills them. */
final class LoadPrinting {
  @Option(
      names = "--find-rate",
      paramLabel = "TERMS",
      description =
          "Search the highest rate at which all of these hold ('p99<1ms'), and this machine keeps"
              + " up; each step takes -d.")
  private @Nullable String findRate;

  @Option(names = "-q", description = "No line a second, only the report.")
  private boolean quiet;

  @Option(names = "--json", description = "One JSON document at the end, and nothing else.")
  private boolean json;

  @Option(
      names = "--json-stream",
      description = "A JSON object a line: the start, each second, the end.")
  private boolean jsonStream;

  @Option(names = "--csv", paramLabel = "FILE", description = "A line a second, into a file.")
  private @Nullable Path csv;

  @Option(
      names = "--hlog",
      paramLabel = "FILE",
      description = "HdrHistogram's interval log, a second an interval, into a file.")
  private @Nullable Path hlog;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "The report as a page with charts, all in one file.")
  private @Nullable Path html;

  @Option(
      names = "--fail-if",
      paramLabel = "TERMS",
      description = "Exit with 3 if one of these comes true: 'p99>5ms,loss>0.1%%,corrupt>0'.")
  private @Nullable String failIf;

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
