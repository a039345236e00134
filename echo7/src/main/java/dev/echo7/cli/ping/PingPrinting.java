package dev.echo7.cli.ping;

import dev.echo7.cli.OptionGroup;
import dev.echo7.measure.FailIf;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The options of ping about what is printed, and when that is a failure. */
final class PingPrinting {
  private boolean quiet;
  private boolean numeric;
  private boolean timestamps;
  private boolean outstanding;
  private boolean json;
  private boolean jsonStream;
  private @Nullable Path csv;
  private @Nullable Path hlog;
  private @Nullable String failIf;

  OptionGroup options() {
    return new OptionGroup("What to print")
        .flag("-q", "Only the summary.", () -> quiet = true)
        .flag("-n", "Addresses only, no name in each line.", () -> numeric = true)
        .flag("-D", "The time before each line, in seconds since 1970.", () -> timestamps = true)
        .flag(
            "-O",
            "Say when a probe is not answered before the next is due.",
            () -> outstanding = true)
        .flag("--json", "One JSON document at the end, and nothing else.", () -> json = true)
        .flag(
            "--json-stream",
            "A JSON object a line for each thing that happens.",
            () -> jsonStream = true)
        .value(
            "--csv",
            "FILE",
            Path.class,
            "A line for each thing that happens, into a file.",
            given -> csv = given)
        .value(
            "--hlog",
            "FILE",
            Path.class,
            "HdrHistogram's interval log, a second an interval, into a file.",
            given -> hlog = given)
        .text(
            "--fail-if",
            "TERMS",
            "Exit with 3 if one of these comes true: 'p99>5ms,loss>0.1%%,corrupt>0'.",
            given -> failIf = given);
  }

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
