package dev.echo7.client;

import dev.echo7.measure.GcPauses;
import dev.echo7.measure.Times;
import dev.echo7.measure.Validity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether a load measured the server, or the machine that loaded it. */
final class LoadValidity {
  /** Our own lateness that does not matter, or that of this share of what is measured. */
  private static final long TOLERATED_NS = 1_000_000;

  private static final double TOLERATED_SHARE = 0.1;

  /** Of a closed loop, an event loop that sleeps less is what limits it. */
  private static final double LEAST_IDLE = 0.05;

  private LoadValidity() {}

  /**
   * Judges.
   *
   * @param idleShare how much of its time the busiest event loop slept, 0 to 1
   */
  static Validity judge(
      LoadOptions options, Times times, GcPauses.Total pauses, long measuredNs, double idleShare) {
    boolean none = times.response().getTotalCount() == 0;
    double medianNs = none ? 0 : (double) times.response().getValueAtPercentile(50);
    long toleratedNs = Math.max(TOLERATED_NS, Math.round(medianNs * TOLERATED_SHARE));
    Validity judged = Validity.judge(times.lateness(), toleratedNs, pauses, measuredNs);
    if (options.isOpenLoop() || idleShare >= LEAST_IDLE) {
      return judged;
    }
    List<String> reasons = new ArrayList<>(judged.reasons());
    reasons.add(
        String.format(
            Locale.ROOT,
            "an event loop of this client had nothing to do for only %.1f%% of its time, so that"
                + " the server may bear more: give more threads (-t), or load from more machines",
            idleShare * 100));
    return new Validity(reasons);
  }
}
