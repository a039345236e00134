package dev.echo7.cli.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.cli.OutputStyle;
import dev.echo7.result.LoadRun;
import dev.echo7.result.LoadRuns;
import dev.echo7.result.LoadTotals;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The report and the exit code tell a success from what only looks like one. */
class LoadReportTextTest {
  @Test
  void onlyARunThatAnsweredAllThatWasDueIsASuccess() {
    assertEquals(0, code(100, 100, 0, Map.of()));
    assertEquals(1, code(100, 99, 0, Map.of()));
    assertEquals(1, code(39, 39, 81, Map.of()));
    assertEquals(1, code(100, 100, 0, Map.of("reset", 1L)));
    assertEquals(1, code(0, 0, 0, Map.of()));
  }

  @Test
  void lossIsThatOfAllThatWasDue() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    new LoadReportText(load(39, 39, 81, Map.of())).print(out, OutputStyle.of(out));
    out.flush();
    String report = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(report.contains("0 did not (67.5% loss of 120 due)"), report);
    assertTrue(report.contains("81 of the 120 due not at all"), report);
  }

  /** What is on its way is not lost, and nobody knows yet whether it is valid. */
  @Test
  void beforeTheEndThereIsNoVerdict() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    new LoadReportText(load(100, 39, 0, Map.of()), false).print(out, OutputStyle.of(out));
    out.flush();
    String report = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(report.contains("100 frames sent, 39 came back"), report);
    assertFalse(report.contains("loss") || report.contains("valid"), report);
  }

  private static int code(long sent, long verified, long unsent, Map<String, Long> errors) {
    return LoadReportText.exitCode(load(sent, verified, unsent, errors), List.of());
  }

  private static LoadRun load(long sent, long verified, long unsent, Map<String, Long> errors) {
    LoadTotals totals =
        new LoadTotals(
            sent, verified, verified, verified * 64, 0, unsent, 0, 0, Map.of(), errors, List.of());
    return LoadRuns.run(
        LoadRuns.head(0, LoadRuns.parameters()), LoadRuns.slices(1, (int) verified), totals);
  }
}
