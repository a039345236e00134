package dev.echo7.cli;

import dev.echo7.measure.FailIf;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of ping about what is printed, and when that is a failure; picocli fills them. */
final class PingPrinting {
  @Option(names = "-q", description = "Only the summary.")
  private boolean quiet;

  @Option(names = "-n", description = "Addresses only, no name in each line.")
  private boolean numeric;

  @Option(names = "-D", description = "The time before each line, in seconds since 1970.")
  private boolean timestamps;

  @Option(names = "-O", description = "Say when a probe is not answered before the next is due.")
  private boolean outstanding;

  @Option(names = "--json", description = "One JSON document at the end, and nothing else.")
  private boolean json;

  @Option(
      names = "--json-stream",
      description = "A JSON object a line for each thing that happens.")
  private boolean jsonStream;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "A line for each thing that happens, into a file.")
  private @Nullable Path csv;

  @Option(
      names = "--hlog",
      paramLabel = "FILE",
      description = "HdrHistogram's interval log, a second an interval, into a file.")
  private @Nullable Path hlog;

  @Option(
      names = "--fail-if",
      paramLabel = "TERMS",
      description = "Exit with 3 if one of these comes true: 'p99>5ms,loss>0.1%%,corrupt>0'.")
  private @Nullable String failIf;

  /**
   * Sees whether they fit each other.
   *
   * @throws IllegalArgumentException if not; the message is one line
   */
  void check() {
    if (json && jsonStream) {
      throw new IllegalArgumentException("--json and --json-stream both mean standard output");
    }
    thresholds();
  }

  /** The first option that is given and means nothing to a sweep; empty if there is none. */
  String foreignToSweeps() {
    if (jsonStream) {
      return "--json-stream";
    }
    if (csv != null) {
      return "--csv";
    }
    return hlog != null ? "--hlog" : failIf != null ? "--fail-if" : "";
  }

  FailIf thresholds() {
    return failIf == null ? FailIf.never() : FailIf.parse(failIf);
  }

  boolean quiet() {
    return quiet;
  }

  boolean numeric() {
    return numeric;
  }

  boolean timestamps() {
    return timestamps;
  }

  boolean outstanding() {
    return outstanding;
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
