package dev.echo7.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.json.Json;
import dev.echo7.result.IntervalLog;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Times are counted from the intended send, joined without averaging, and written as they are. */
class TimesTest {

  @Test
  void keepsServiceTimeResponseTimeAndLatenessApart() {
    RoundTrips trips = new RoundTrips();
    trips.sent(1_000, 4_000);
    trips.received(1_000, 4_000, 9_000);
    Times times = trips.takeInterval();
    assertNear(5_000, times.service().getMaxValue(), 5);
    assertNear(8_000, times.response().getMaxValue(), 8);
    assertNear(3_000, times.lateness().getMaxValue(), 3);
    assertEquals(0, trips.takeInterval().service().getTotalCount());
  }

  @Test
  void intervalsAddUpToTheWholeRun() {
    RoundTrips trips = new RoundTrips();
    Times total = Times.none();
    for (int i = 1; i <= 1000; i++) {
      trips.received(0, 0, i * 1_000L);
      if (i % 100 == 0) {
        total.add(trips.takeInterval());
      }
    }
    assertEquals(1000, total.service().getTotalCount());
    assertNear(500_000, total.service().getValueAtPercentile(50), 500);
    assertNear(990_000, total.service().getValueAtPercentile(99), 1000);
  }

  @Test
  void momentsAreExactAlsoWhenJoined() {
    Random random = new Random(1);
    Moments all = new Moments();
    Moments joined = new Moments();
    for (int part = 0; part < 5; part++) {
      Moments one = new Moments();
      for (int i = 0; i < 100 * part; i++) {
        long value = random.nextLong(1_000_000);
        all.add(value);
        one.add(value);
      }
      joined.add(one);
    }
    assertEquals(1000, joined.count());
    assertEquals(all.min(), joined.min());
    assertEquals(all.max(), joined.max());
    assertEquals(all.mean(), joined.mean(), 1e-6);
    assertEquals(all.deviation(), joined.deviation(), 1e-6);
  }

  @Test
  void deviationIsPingsMdev() {
    Moments moments = new Moments();
    for (long value : new long[] {2, 4, 4, 4, 5, 5, 7, 9}) {
      moments.add(value);
    }
    assertEquals(2, moments.deviation(), 1e-12);
    assertEquals(5, moments.mean(), 1e-12);
  }

  @Test
  void intervalLogIsReadByHdrHistogramsOwnReader(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("run.hlog");
    RoundTrips trips = new RoundTrips();
    try (IntervalLog log = new IntervalLog(file, "echoclient test", 1_000_000)) {
      trips.received(0, 500, 10_500);
      log.add(trips.takeInterval(), 1_000_000, 1_001_000);
      trips.received(0, 500, 20_500);
      log.add(trips.takeInterval(), 1_001_000, 1_002_000);
    }
    List<String> tags = new ArrayList<>();
    Histogram service = new Histogram(3);
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      HistogramLogReader reader = new HistogramLogReader(in);
      for (Histogram next = (Histogram) reader.nextIntervalHistogram();
          next != null;
          next = (Histogram) reader.nextIntervalHistogram()) {
        tags.add(next.getTag());
        if (next.getTag().equals("service")) {
          service.add(next);
        }
      }
    }
    assertEquals(
        List.of("service", "response", "lateness", "service", "response", "lateness"), tags);
    assertEquals(2, service.getTotalCount());
    assertNear(20_000, service.getMaxValue(), 20);
  }

  @Test
  void fixedScheduleDoesNotDriftNorWait() {
    Pacer pacer = Pacer.fixed(50, 1e9 / 3);
    for (int i = 0; i < 3_000; i++) {
      pacer.next();
    }
    assertNear(50 + 1_000_000_000_000L, pacer.dueNs(), 1);
  }

  @Test
  void poissonScheduleHasTheMeanAndTheSpreadOfOne() {
    Pacer pacer = Pacer.poisson(0, 1_000, 5);
    Moments gaps = new Moments();
    long before = 0;
    for (int i = 0; i < 100_000; i++) {
      pacer.next();
      gaps.add(pacer.dueNs() - before);
      before = pacer.dueNs();
    }
    assertEquals(1_000, gaps.mean(), 20);
    assertEquals(1_000, gaps.deviation(), 20);
    assertNotEquals(before, 100_000_000L);
  }

  @Test
  void aScheduleEndsAfterItsSends() {
    Pacer pacer = Pacer.fixed(7, 1_000).endingAfter(3);
    for (long dueNs : new long[] {7, 1_007, 2_007, Long.MAX_VALUE, Long.MAX_VALUE}) {
      assertEquals(dueNs, pacer.dueNs());
      if (pacer.dueNs() < Long.MAX_VALUE) {
        pacer.next();
      }
    }
    assertEquals(Long.MAX_VALUE, Pacer.fixed(7, 1_000).endingAfter(0).dueNs());
    assertEquals(Long.MAX_VALUE, Pacer.scattered(7, 1_000, 0, 1).dueNs());
  }

  /** A Poisson process with a known number of sends: each is anywhere, independent of the rest. */
  @Test
  void scatteredSendsAreInOrderAndAnywhereInTheirSpan() {
    int sends = 100_000;
    double spanNs = 1e9;
    Pacer pacer = Pacer.scattered(50, spanNs, sends, 5);
    Moments gaps = new Moments();
    Moments times = new Moments();
    long before = 50;
    for (int i = 0; i < sends; i++) {
      assertTrue(pacer.dueNs() >= before && pacer.dueNs() < 50 + spanNs, "" + pacer.dueNs());
      gaps.add(pacer.dueNs() - before);
      times.add(pacer.dueNs() - 50);
      before = pacer.dueNs();
      pacer.next();
    }
    assertEquals(Long.MAX_VALUE, pacer.dueNs());
    assertEquals(spanNs / sends, gaps.mean(), 200);
    assertEquals(spanNs / sends, gaps.deviation(), 200);
    assertEquals(spanNs / 2, times.mean(), spanNs / 100);
    assertEquals(spanNs / Math.sqrt(12), times.deviation(), spanNs / 100);
  }

  @Test
  void aRunWhoseSendsWereLateIsInvalidWithTheReason() {
    Times times = Times.none();
    for (int i = 0; i < 100; i++) {
      times.lateness().recordValue(i < 98 ? 10_000 : 7_000_000);
    }
    GcPauses.Total none = GcPauses.Total.NONE;
    assertTrue(Validity.judge(times.lateness(), 7_100_000, none, 1_000_000_000).isValid());
    Validity late = Validity.judge(times.lateness(), 1_000_000, none, 1_000_000_000);
    assertFalse(late.isValid());
    assertTrue(late.reasons().getFirst().contains("delayed by 7.00 ms"), late::toString);
    Validity paused =
        Validity.judge(times.lateness(), 7_100_000, new GcPauses.Total(3, 11), 1_000_000_000);
    assertTrue(paused.reasons().getFirst().contains("for 11 ms (3 collections)"), paused::toString);
  }

  @Test
  void pausesAreSeenOnceThereWasOne() {
    GcPauses pauses = new GcPauses();
    System.gc();
    assertTrue(pauses.total().count() >= 1);
    assertEquals(0, pauses.total().since(pauses.total()).count());
  }

  @Test
  void jsonEscapesAndKeepsTheOrder() {
    Map<String, Object> map = new java.util.LinkedHashMap<>();
    map.put("b", "say \"hi\"\n");
    map.put("a", List.of(1, 2L, 0.5, true));
    map.put("none", Double.NaN);
    assertEquals(
        "{\"b\":\"say \\\"hi\\\"\\n\",\"a\":[1,2,0.5,true],\"none\":null}", Json.line(map));
  }

  private static void assertNear(long expected, long actual, long tolerance) {
    assertTrue(Math.abs(expected - actual) <= tolerance, actual + " instead of " + expected);
  }
}
