package dev.echo7.client.load;

import dev.echo7.measure.GcPauses;
import dev.echo7.measure.Times;
import dev.echo7.measure.Validity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether a load measured the server, or only the machine that it ran on. */
final class LoadValidity {
  /**
   * The tolerated lateness of our own sends: this time, or a share of the median service time if
   * that is more. The response time is no basis, since our own lateness makes it longer.
   */
  private static final long TOLERATED_NS = 1_000_000;

  private static final double TOLERATED_SHARE = 0.1;

  /** An event loop with a smaller idle share limits the result. */
  private static final double LEAST_IDLE = 0.05;

  private LoadValidity() {}

  /**
   * Judges.
   *
   * @param idleShare the idle share of the busiest event loop in the measured time, 0 to 1
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
            "an event loop of this client was idle for only %.1f%% of the time, so this client"
                + " was the bottleneck: %s",
            idleShare * 100,
            Validity.cure(measuredNs, "use more threads (-t) or more machines")));
    return new Validity(reasons);
  }
}
