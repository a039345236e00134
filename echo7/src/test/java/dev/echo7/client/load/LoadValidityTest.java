package dev.echo7.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.measure.GcPauses;
import dev.echo7.measure.Times;
import dev.echo7.measure.Validity;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A load that measured its own machine says so, and why. */
class LoadValidityTest {
  private static final long SECOND_NS = 1_000_000_000;

  @Test
  void aClientThatKeptUpIsValid() {
    assertEquals(List.of(), judge(900_000, 100_000, GcPauses.Total.NONE, 0.3).reasons());
  }

  @Test
  void ourOwnLatenessIsNamed() {
    List<String> reasons = judge(5_000_000, 100_000, GcPauses.Total.NONE, 0.3).reasons();
    assertEquals(1, reasons.size());
    assertTrue(
        reasons
            .getFirst()
            .matches("this client's sends were delayed by 5\\.00 ms \\(p99; 1\\.00 ms .*"),
        reasons::toString);
  }

  @Test
  void theCureOfLatenessDependsOnItsSize() {
    String busy = ": is this machine busy with other work?";
    String tooMuch = ": this machine cannot keep up; use a lower rate, or more machines";
    assertTrue(lateBy(9_000_000, SECOND_NS / 10).endsWith(busy));
    assertTrue(lateBy(30_000_000, SECOND_NS / 10).endsWith(tooMuch));
    // 100 sends in 10 s: the next one is due long after 30 ms.
    assertTrue(lateBy(30_000_000, 10 * SECOND_NS).endsWith(busy));
  }

  private static String lateBy(long latenessNs, long runNs) {
    Times times = times(latenessNs, 100_000);
    return LoadValidity.judge(times, GcPauses.Total.NONE, runNs, 0.3).reasons().getFirst();
  }

  /** 5 ms are nothing on a way that takes 100. */
  @Test
  void latenessIsToleratedInProportionToWhatIsMeasured() {
    assertTrue(judge(5_000_000, 100_000_000, GcPauses.Total.NONE, 0.3).isValid());
  }

  @Test
  void collectingGarbageIsNamed() {
    List<String> reasons = judge(0, 100_000, new GcPauses.Total(3, 50), 0.3).reasons();
    assertEquals(1, reasons.size());
    assertTrue(
        reasons.getFirst().contains("GC paused this process for 50 ms (3 collections)"),
        reasons::toString);
  }

  /** What our own backlog makes long is no excuse for it. */
  @Test
  void responseTimesThatOurOwnBacklogMadeLongExcuseNothing() {
    Times times = times(5_000_000, 100_000);
    for (int i = 0; i < 100; i++) {
      times.response().recordValue(SECOND_NS);
    }
    assertFalse(LoadValidity.judge(times, GcPauses.Total.NONE, SECOND_NS, 0.3).isValid());
  }

  @Test
  void aClientWhoseThreadsNeverRestIsItsOwnLimit() {
    List<String> reasons = judge(0, 100_000, GcPauses.Total.NONE, 0.02).reasons();
    assertEquals(1, reasons.size());
    assertTrue(reasons.getFirst().contains("only 2.0% of the time"), reasons::toString);
    assertTrue(judge(0, 100_000, GcPauses.Total.NONE, 0.06).isValid());
  }

  @Test
  void aRunThatWasTooShortIsToldToBeLonger() {
    Times times = times(0, 100_000);
    List<String> reasons =
        LoadValidity.judge(times, new GcPauses.Total(1, 3), SECOND_NS / 50, 0.02).reasons();
    assertEquals(2, reasons.size());
    for (String reason : reasons) {
      assertTrue(reason.endsWith(": measure for at least a second"), reason);
    }
  }

  /** One lost echo is waited for longer than a short load takes. */
  @Test
  void onlyRestWhileItIsMeasuredCounts() {
    LoadSchedule schedule = new LoadSchedule(options(), 1, 5 * SECOND_NS);
    QuietTime rest = new QuietTime(schedule);
    rest.add(4 * SECOND_NS, schedule.fromNs() + SECOND_NS / 100);
    rest.add(schedule.endNs() - SECOND_NS / 100, schedule.endNs() + 2 * SECOND_NS);
    rest.add(schedule.endNs(), schedule.endNs() + 3 * SECOND_NS);
    assertEquals(0.04, rest.share(), 1e-9);
  }

  private static Validity judge(
      long latenessNs, long serviceNs, GcPauses.Total pauses, double idleShare) {
    return LoadValidity.judge(times(latenessNs, serviceNs), pauses, SECOND_NS, idleShare);
  }

  private static Times times(long latenessNs, long serviceNs) {
    Times times = Times.none();
    for (int i = 0; i < 100; i++) {
      times.lateness().recordValue(latenessNs);
      times.service().recordValue(serviceNs);
    }
    return times;
  }

  /** A second, the first half of which is not measured. */
  private static LoadOptions options() {
    return LoadOptions.of(1, Duration.ofSeconds(1)).warmup(Duration.ofMillis(500)).build();
  }
}
