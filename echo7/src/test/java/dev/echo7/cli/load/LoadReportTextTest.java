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
    assertTrue(report.contains("0 lost (67.5% loss of 120 due)"), report);
    assertTrue(report.contains("81 of 120 due frames never sent"), report);
  }

  /** What is on its way is not lost, and nobody knows yet whether it is valid. */
  @Test
  void beforeTheEndThereIsNoVerdict() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    new LoadReportText(load(100, 39, 0, Map.of()), false, false).print(out, OutputStyle.of(out));
    out.flush();
    String report = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(report.contains("100 frames sent, 39 verified so far"), report);
    assertFalse(report.contains("loss") || report.contains("valid"), report);
  }

  @Test
  void theVerdictIsFirstAndLast() {
    List<String> lines = printed(load(100, 100, 0, Map.of()), false).lines().toList();
    assertEquals("echoclient load tcp://192.0.2.1:5000: valid, every byte came back", lines.get(1));
    assertEquals("valid: this client was not the bottleneck", lines.getLast());
    assertTrue(
        printed(load(100, 99, 0, Map.of("reset", 1L)), false)
            .contains(": valid, not every byte came back, 1 connection error\n"));
    assertTrue(printed(load(0, 0, 0, Map.of()), false).contains(": nothing was measured\n"));
  }

  @Test
  void theParametersAreNotRepeatedIfTheLoadPrintedThem() {
    assertTrue(printed(load(100, 100, 0, Map.of()), true).contains("  connections  100\n"));
    String report = printed(load(100, 100, 0, Map.of()), false);
    assertFalse(report.contains("  connections"), report);
    assertTrue(report.contains("  measured  1.00 s from "), report);
  }

  @Test
  void saysWhichTimesTheHistogramHas() {
    String report = printed(load(100, 100, 0, Map.of()), false);
    assertTrue(report.contains("\n\n  response time\n  < "), report);
  }

  @Test
  void aPercentileThatTheSampleCannotHoldIsLeftOut() {
    String report = printed(load(100, 100, 0, Map.of()), false);
    assertTrue(report.contains("\n  p99 "), report);
    assertFalse(report.contains("\n  p99.9 "), report);
  }

  @Test
  void newConnectionsHaveTheTimesOfTheirSteps() {
    LoadRun run =
        LoadRuns.reconnecting(LoadRuns.head(0, LoadRuns.parameters()), LoadRuns.slices(1, 100));
    String report = printed(run, false);
    List<String> lines = report.lines().toList();
    for (String line :
        List.of(
            "                 connect           tls          echo       service      response",
            "  min           100.0 us      699.9 us      199.9 us      999.9 us       2.00 ms",
            "  response  time from when a connection was due (open loop)",
            "100 frames sent, 100 verified, 0 lost (0% loss)",
            "100.0 connections/s, 6.4kB/s each way")) {
      assertTrue(lines.contains(line), () -> line + "\nis not in\n" + report);
    }
  }

  @Test
  void countsHaveTheRightNumber() {
    String report = printed(load(1, 1, 0, Map.of()), false);
    assertTrue(report.contains("\n1 frame sent, 1 verified, 0 lost (0% loss)\n"), report);
  }

  @Test
  void microsecondsAreWrittenInTheCharsetOfTheOutput() {
    LoadReportText report = new LoadReportText(load(100, 100, 0, Map.of()));
    assertTrue(printed(report, new OutputStyle(false, false, true)).contains("10.0 µs"));
    String ascii = printed(report, new OutputStyle(false, false));
    assertTrue(ascii.contains("10.0 us") && !ascii.contains("µ"), ascii);
  }

  private static String printed(LoadRun run, boolean hasParameters) {
    return printed(new LoadReportText(run, true, hasParameters), new OutputStyle(false, false));
  }

  private static String printed(LoadReportText report, OutputStyle style) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    report.print(out, style);
    out.flush();
    return bytes.toString(StandardCharsets.UTF_8);
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
