package dev.echo7.client.load;

import dev.echo7.measure.GcPauses;
import dev.echo7.measure.Times;
import dev.echo7.measure.Validity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether a load measured the server, or the machine that loaded it. */
final class LoadValidity {
  /**
   * Our own lateness that does not matter, or that of this share of the median service time. The
   * response time is no measure: what waits because we are too slow makes it longer.
   */
  private static final long TOLERATED_NS = 1_000_000;

  private static final double TOLERATED_SHARE = 0.1;

  /** An event loop that rests less is what limits the result. */
  private static final double LEAST_IDLE = 0.05;

  private LoadValidity() {}

  /**
   * Judges.
   *
   * @param idleShare how much of its time the busiest event loop had nothing to do while it was
   *     measured, 0 to 1
   */
  static Validity judge(Times times, GcPauses.Total pauses, long measuredNs, double idleShare) {
    boolean none = times.service().getTotalCount() == 0;
    double medianNs = none ? 0 : (double) times.service().getValueAtPercentile(50);
    long toleratedNs = Math.max(TOLERATED_NS, Math.round(medianNs * TOLERATED_SHARE));
    Validity judged = Validity.judge(times.lateness(), toleratedNs, pauses, measuredNs);
    if (idleShare >= LEAST_IDLE) {
      return judged;
    }
    List<String> reasons = new ArrayList<>(judged.reasons());
    reasons.add(
        String.format(
            Locale.ROOT,
            "an event loop of this client had nothing to do for only %.1f%% of the time, so that it"
                + " was itself the limit and the server may bear more: give more threads (-t), or load from more machines",
            idleShare * 100));
    return new Validity(reasons);
  }
}
