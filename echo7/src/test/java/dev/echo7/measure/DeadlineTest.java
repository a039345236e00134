package dev.echo7.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private static final long SOON_NS = 20_000_000;
  private static final long LATE_NS = 60_000_000_000L;

  private final BlockingQueue<Long> ran = new LinkedBlockingQueue<>();

  private Deadline deadline() {
    return new Deadline("deadline", () -> ran.add(AwakeClock.nowNs()));
  }

  @Test
  void runsItsActionOnceAndNotBeforeItsTime() throws InterruptedException {
    try (Deadline deadline = deadline()) {
      long dueNs = AwakeClock.nowNs() + SOON_NS;
      deadline.set(dueNs);
      Long ranNs = ran.poll(10, TimeUnit.SECONDS);
      assertTrue(ranNs != null && ranNs >= dueNs, "ran at " + ranNs + ", due at " + dueNs);
      assertNull(ran.poll(5 * SOON_NS, TimeUnit.NANOSECONDS));
    }
  }

  @Test
  void canBeMovedEarlierAndLater() throws InterruptedException {
    try (Deadline deadline = deadline()) {
      deadline.setIn(LATE_NS);
      deadline.setIn(SOON_NS);
      assertTrue(ran.poll(10, TimeUnit.SECONDS) != null);
      changeInTime(deadline, () -> deadline.setIn(LATE_NS));
      assertNull(ran.poll(5 * SOON_NS, TimeUnit.NANOSECONDS));
    }
  }

  /** Sets it, and changes that before it is due, also on a machine that is slow now and then. */
  private void changeInTime(Deadline deadline, Runnable change) {
    long dueNs;
    do {
      ran.clear();
      dueNs = AwakeClock.nowNs() + SOON_NS;
      deadline.set(dueNs);
      change.run();
    } while (AwakeClock.nowNs() >= dueNs);
  }

  @Test
  void doesNotRunOnceItIsClearedOrClosed() throws InterruptedException {
    Deadline deadline = deadline();
    changeInTime(deadline, deadline::clear);
    assertNull(ran.poll(5 * SOON_NS, TimeUnit.NANOSECONDS));
    deadline.close();
    deadline.setIn(SOON_NS);
    assertNull(ran.poll(5 * SOON_NS, TimeUnit.NANOSECONDS));
  }

  @Test
  void itsActionMaySetTheNextTime() throws InterruptedException {
    Deadline[] self = new Deadline[1];
    int[] runs = new int[1];
    try (Deadline deadline =
        new Deadline(
            "deadline",
            () -> {
              if (++runs[0] < 3) {
                self[0].setIn(SOON_NS);
              } else {
                ran.add((long) runs[0]);
              }
            })) {
      self[0] = deadline;
      deadline.setIn(SOON_NS);
      assertEquals(3L, ran.poll(10, TimeUnit.SECONDS));
    }
  }
}
