package dev.echo7.cli.options;

import dev.echo7.cli.OutputStyle;
import dev.echo7.cli.Terminal;
import dev.echo7.json.Json;
import dev.echo7.measure.FailIf;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a command reports what it measured.
 *
 * @param quiet the final report only
 * @param json one JSON document at the end, and nothing else on standard output
 * @param jsonStream a JSON object per event, one per line
 * @param csv null for none, like the other files
 * @param failIf the terms of {@code --fail-if} as they were given
 */
public record ReportOptions(
    boolean quiet,
    boolean json,
    boolean jsonStream,
    @Nullable Path csv,
    @Nullable Path hlog,
    @Nullable Path html,
    @Nullable String failIf) {

  /** The terms that make the command fail. */
  public FailIf thresholds() {
    return failIf == null ? FailIf.never() : FailIf.parse(failIf);
  }

  /** {@code --fail-if} as it was given; empty for none. */
  public String terms() {
    return failIf == null ? "" : failIf;
  }

  /** Whether standard output is JSON. */
  public boolean isForMachines() {
    return json || jsonStream;
  }

  /**
   * Prints why there is no report, as JSON if a report would have been JSON. Returns the exit code.
   *
   * @param report for machines: {@link dev.echo7.result.ReportMaps#refused}
   */
  public int refuse(Terminal terminal, String message, Map<String, Object> report, int exitCode) {
    if (isForMachines()) {
      print(terminal.text(terminal.out()), report, report);
    } else {
      terminal.complain(message);
    }
    return exitCode;
  }

  /**
   * Prints a report for machines.
   *
   * @param document printed indented, for {@code --json}
   * @param event printed in one line, for {@code --json-stream}
   */
  public void print(PrintStream out, Map<String, Object> document, Map<String, Object> event) {
    if (json) {
      out.print(Json.document(document));
    } else {
      out.println(Json.line(event));
    }
  }

  /** Prints which terms of {@code --fail-if} came true. */
  public static void complain(Terminal terminal, List<FailIf.Failure> failures) {
    OutputStyle style = OutputStyle.of(terminal.text(terminal.err()));
    failures.forEach(failure -> terminal.complain(style.units("failed: " + failure)));
  }
}
