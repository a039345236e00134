package dev.echo7.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.measure.GcPauses;
import dev.echo7.measure.StepTimes;
import dev.echo7.measure.Validity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Loads of many machines are added; nothing is averaged, nothing is lost, nothing twice there. */
class LoadJoinTest {
  private static final long START_MS = 1_780_000_000_000L;

  @Test
  void percentilesAreThoseOfAllTimesTogether() {
    LoadRun quick = run(START_MS, 10, 10);
    LoadRun slow = run(START_MS, 10, 1000);
    LoadRun joined = LoadJoin.of(runs(quick, slow));
    Histogram expected = new Histogram(3);
    for (LoadRun run : List.of(quick, slow)) {
      expected.add(run.times().response());
    }
    assertEquals(expected, joined.times().response());
    assertEquals(10 * 1010, joined.times().service().getTotalCount());
    // Half of 1,010 times are up to 495 ms: (495 + 10) * 10 of 10,100.
    assertEquals(495, Math.round(joined.times().service().getValueAtPercentile(50) / 1e6));
    assertEquals(1010 * 10, joined.totals().verified());
    assertEquals(1010, joined.rate());
    assertEquals(2, joined.head().machines());
    assertTrue(joined.validity().isValid(), joined.validity()::toString);
  }

  @Test
  void theStepsOfNewConnectionsAreAdded() {
    LoadRun joined = LoadJoin.of(runs(reconnecting(10), reconnecting(30)));
    StepTimes more = LoadRuns.steps(reconnecting(30));
    assertEquals(LoadRuns.steps(reconnecting(10)).plus(more), joined.steps());
    assertEquals(40, LoadRuns.steps(joined).connect().getTotalCount());
  }

  @Test
  void newConnectionsAndKeptOnesAreNotMerged() {
    SequencedMap<String, LoadRun> mixed = runs(run(START_MS, 1, 10), reconnecting(10));
    String message =
        assertThrows(IllegalArgumentException.class, () -> LoadJoin.of(mixed)).toString();
    assertTrue(message.contains(" is from load --reconnect and "), message);
    assertTrue(message.endsWith("; merge them separately"), message);
  }

  private static LoadRun reconnecting(int frames) {
    LoadHead head = LoadRuns.head(START_MS, LoadRuns.parameters());
    return LoadRuns.reconnecting(head, LoadRuns.slices(1, frames));
  }

  @Test
  void secondsAreLaidUponEachOtherByTheClock() {
    LoadRun joined = LoadJoin.of(runs(run(START_MS, 3, 10), run(START_MS + 2_100, 3, 20)));
    assertEquals(
        List.of(10L, 10L, 30L, 20L, 20L),
        joined.slices().stream().map(LoadSlice::messages).toList());
    assertEquals(
        List.of(10L, 10L, 30L, 20L, 20L),
        joined.slices().stream().map(s -> s.times().service().getTotalCount()).toList());
    assertEquals(5_100_000_000L, joined.measuredNs());
    assertEquals(
        List.of(
            "all machines measured together for only 0.9 s of 5.1 s, so the rate is too low:"
                + " start them at the same time, and synchronize their clocks"),
        joined.validity().reasons());
  }

  @Test
  void differentParametersAreListedAndCommonOnesSaidOnce() {
    Map<String, String> other = new LinkedHashMap<>(LoadRuns.parameters());
    other.put("connections", "200");
    other.put("ramp", "1s");
    LoadRun joined =
        LoadJoin.of(
            runs(
                run(START_MS, 1, 1),
                run(START_MS, 1, 1),
                LoadRuns.run(LoadRuns.head(START_MS, other), LoadRuns.slices(1, 1))));
    Map<String, String> expected = new LinkedHashMap<>(LoadRuns.parameters());
    expected.put("connections", "different: 100 (2 machines); 200 (1 machine)");
    expected.put("ramp", "different: not stated (2 machines); 1s (1 machine)");
    assertEquals(expected, joined.head().parameters());
  }

  @Test
  void joinIsTheSameInOneStepAndInTwo() {
    LoadRun one = run(START_MS, 4, 10);
    LoadRun two = run(START_MS + 30, 4, 20);
    LoadRun three = run(START_MS + 60, 4, 30);
    LoadRun atOnce = LoadJoin.of(runs(one, two, three));
    LoadRun stepwise = LoadJoin.of(runs(LoadJoin.of(runs(one, two)), three));
    assertEquals(atOnce, stepwise);
  }

  @Test
  void whatMadeOneInvalidMakesAllInvalidAndIsNamed() {
    LoadRun bad = run(START_MS, 1, 1);
    bad =
        new LoadRun(
            bad.head(),
            bad.measuredNs(),
            bad.slices(),
            bad.times(),
            bad.totals(),
            new GcPauses.Total(1, 500),
            new Validity(List.of("too slow")));
    LoadRun joined = LoadJoin.of(runs(run(START_MS, 1, 1), bad));
    assertEquals(List.of("run1: too slow"), joined.validity().reasons());
    assertEquals(1, joined.number("invalid").orElseThrow());
    assertEquals(new GcPauses.Total(1, 500), joined.pauses());
  }

  @Test
  void oneAloneStaysAsItIs() {
    LoadRun run = run(START_MS, 2, 3);
    assertSame(run, LoadJoin.of(runs(run)));
  }

  @Test
  void openAndClosedLoopsAreNotJoined() {
    LoadHead head = new LoadHead("t", 1, START_MS, false, 0, Map.of(), List.of());
    LoadRun closed = LoadRuns.run(head, LoadRuns.slices(1, 1));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> LoadJoin.of(runs(run(START_MS, 1, 1), closed)))
            .getMessage();
    assertEquals(
        "run0 is from an open loop and run1 is not: their response times cannot be merged; merge"
            + " them separately",
        message);
  }

  private static LoadRun run(long startMs, int seconds, int frames) {
    return LoadRuns.run(
        LoadRuns.head(startMs, LoadRuns.parameters()), LoadRuns.slices(seconds, frames));
  }

  private static SequencedMap<String, LoadRun> runs(LoadRun... runs) {
    SequencedMap<String, LoadRun> map = new LinkedHashMap<>();
    for (LoadRun run : runs) {
      map.put("run" + map.size(), run);
    }
    return map;
  }
}
