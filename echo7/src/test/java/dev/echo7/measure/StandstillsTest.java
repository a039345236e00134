package dev.echo7.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class StandstillsTest {
  private static final long MS = 1_000_000;

  private final AtomicLong clock = new AtomicLong(500 * MS);
  private final Standstills standstills = new Standstills(clock::get);

  private void runFor(long ms) {
    for (long i = 0; i < ms; i += 20) {
      clock.addAndGet(20 * MS);
      standstills.look();
    }
  }

  @Test
  void isTheClockOfTheSystemWhileTheProcessRuns() {
    assertEquals(500 * MS, standstills.nowNs());
    standstills.begin();
    runFor(2_000);
    assertEquals(2_500 * MS, standstills.nowNs());
    assertEquals(0, standstills.totalNs());
  }

  @Test
  void leavesOutTheTimeInWhichTheProcessStoodStillWhoeverFindsItFirst() {
    standstills.begin();
    runFor(100);
    long beforeNs = standstills.nowNs();
    clock.addAndGet(3_020 * MS);
    assertEquals(beforeNs + 20 * MS, standstills.nowNs());
    assertEquals(3_000 * MS, standstills.totalNs());
    standstills.look();
    assertEquals(3_000 * MS, standstills.totalNs());
    assertEquals(1, standstills.count());
    assertEquals(beforeNs + 20 * MS, standstills.resumedNs());
    runFor(100);
    assertEquals(beforeNs + 120 * MS, standstills.nowNs());
  }

  /** A thread that waits for a CPU is late; that is no pause, and its time counts. */
  @Test
  void doesNotTakeABusyMachineForAStandstill() {
    standstills.begin();
    clock.addAndGet(200 * MS);
    standstills.look();
    assertEquals(700 * MS, standstills.nowNs());
    assertEquals(0, standstills.totalNs());
  }

  @Test
  void neverGoesBack() {
    standstills.begin();
    long latestNs = standstills.nowNs();
    for (long ms : new long[] {1, 19, 400, 20, 5_000, 270, 271, 3}) {
      clock.addAndGet(ms * MS);
      long nowNs = standstills.nowNs();
      assertTrue(nowNs >= latestNs, "back by " + (latestNs - nowNs) + " ns after " + ms + " ms");
      latestNs = nowNs;
      standstills.look();
    }
  }
}
