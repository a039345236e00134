package dev.echo7.cli.check;

import dev.echo7.cli.OutputStyle;
import dev.echo7.client.check.CheckResult;
import dev.echo7.client.check.CheckVerdict;
import dev.echo7.net.Endpoint;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * The Test Anything Protocol, version 14 (testanything.org). Evidence for a failure is a YAML
 * block, a note on a passed check a comment.
 */
final class TapLines {
  private final PrintStream out;
  private final OutputStyle style;

  TapLines(PrintStream out, OutputStyle style) {
    this.out = out;
    this.style = style;
  }

  /**
   * The head.
   *
   * @param place the address that is checked
   */
  void begin(Endpoint endpoint, String place, int count) {
    out.println("TAP version 14");
    out.println("# echoclient check " + endpoint + " at " + place);
    out.println("1.." + count);
  }

  /** The whole output if the server cannot be reached. */
  void refused(Endpoint endpoint, String reason) {
    out.println("TAP version 14");
    out.println("# echoclient check " + endpoint);
    out.println("Bail out! " + reason);
  }

  void result(CheckResult result) {
    String name = result.number() + " - " + result.check().name() + ": " + result.check().claim();
    switch (result.verdict()) {
      case CheckVerdict.Ok ok -> {
        out.println("ok " + name);
        if (!ok.note().isEmpty()) {
          out.println("# " + result.check().name() + ": " + ok.note());
        }
      }
      case CheckVerdict.Skipped skipped ->
          out.println("ok " + name + " # SKIP " + skipped.reason());
      case CheckVerdict.NotOk notOk -> {
        out.println(style.alarming("not ok " + name));
        diagnose(notOk, result.durationNs());
      }
    }
  }

  private void diagnose(CheckVerdict.NotOk notOk, long durationNs) {
    out.println("  ---");
    out.println("  message: " + quoted(notOk.message()));
    if (!notOk.evidence().isEmpty()) {
      out.println("  evidence:");
      notOk.evidence().forEach(line -> out.println("    - " + quoted(line)));
    }
    out.println("  duration_ms: " + String.format(Locale.ROOT, "%.1f", durationNs / 1e6));
    out.println("  ...");
  }

  /** In single quotes, YAML gives no other character than the quote a meaning. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "''").lines().reduce("", (a, b) -> a + " " + b).strip() + "'";
  }

  /** The summary; "Bail out!" if the run was stopped early. */
  void end(List<CheckResult> results, boolean complete) {
    long failed = results.stream().filter(CheckResult::isFailure).count();
    long skipped =
        results.stream().filter(r -> r.verdict() instanceof CheckVerdict.Skipped).count();
    out.println(
        "# "
            + (results.size() - failed - skipped)
            + " ok, "
            + failed
            + " not ok, "
            + skipped
            + " skipped");
    if (!complete) {
      out.println("Bail out! Stopped before the end.");
    }
  }
}
