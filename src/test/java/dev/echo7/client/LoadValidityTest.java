package dev.echo7.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
    assertEquals(List.of(), judge(1000, 900_000, 100_000, GcPauses.Total.NONE, 0.3).reasons());
  }

  @Test
  void ourOwnLatenessIsNamed() {
    List<String> reasons = judge(1000, 5_000_000, 100_000, GcPauses.Total.NONE, 0.3).reasons();
    assertEquals(1, reasons.size());
    assertTrue(
        reasons.getFirst().matches("our own sends were late by 5\\.00 ms \\(p99; 1\\.00 ms .*"),
        reasons::toString);
  }

  /** 5 ms are nothing on a way that takes 100. */
  @Test
  void latenessIsToleratedInProportionToWhatIsMeasured() {
    assertTrue(judge(1000, 5_000_000, 100_000_000, GcPauses.Total.NONE, 0.3).isValid());
  }

  @Test
  void collectingGarbageIsNamed() {
    List<String> reasons = judge(1000, 0, 100_000, new GcPauses.Total(3, 50), 0.3).reasons();
    assertEquals(1, reasons.size());
    assertTrue(reasons.getFirst().contains("50 ms in 3 garbage collections"), reasons::toString);
  }

  @Test
  void aClosedLoopWhoseThreadsNeverRestIsItsOwnLimit() {
    List<String> reasons = judge(0, 0, 100_000, GcPauses.Total.NONE, 0.02).reasons();
    assertEquals(1, reasons.size());
    assertTrue(reasons.getFirst().contains("only 2.0% of its time"), reasons::toString);
    assertTrue(judge(0, 0, 100_000, GcPauses.Total.NONE, 0.06).isValid());
    // An open loop spins before a send; its own lateness tells.
    assertTrue(judge(1000, 0, 100_000, GcPauses.Total.NONE, 0.02).isValid());
  }

  private static Validity judge(
      double rate, long latenessNs, long responseNs, GcPauses.Total pauses, double idleShare) {
    Times times = Times.none();
    for (int i = 0; i < 100; i++) {
      times.lateness().recordValue(latenessNs);
      times.response().recordValue(responseNs);
    }
    LoadOptions options =
        new LoadOptions(
            1,
            1,
            Duration.ofSeconds(1),
            Duration.ZERO,
            Duration.ZERO,
            rate,
            false,
            64,
            1,
            Duration.ofSeconds(1));
    return LoadValidity.judge(options, times, pauses, SECOND_NS, idleShare);
  }
}
