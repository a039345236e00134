package dev.echo7.measure;

import dev.echo7.text.TimeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Whether a run measured the path, or only the machine that it ran on.
 *
 * @param reasons why it is invalid, one line each, with the cure; none if it is valid
 */
public record Validity(List<String> reasons) {
  /** The share of garbage collection above which it distorts the result. */
  private static final double GC_SHARE = 0.01;

  private static final double LATE_PERCENTILE = 99;

  /**
   * From this multiple of what is tolerated on, the rate is too high, unless the next send is not
   * due before then.
   */
  private static final long FAR_TOO_LATE = 10;

  /** A shorter run is over before the JVM has compiled itself, whatever the machine. */
  private static final long LEAST_RUN_NS = 1_000_000_000;

  public Validity {
    reasons = List.copyOf(reasons);
  }

  /** Whether the results can be trusted. */
  public boolean isValid() {
    return reasons.isEmpty();
  }

  /** The same with more reasons. */
  public Validity and(List<String> more) {
    List<String> all = new ArrayList<>(reasons);
    all.addAll(more);
    return new Validity(all);
  }

  /**
   * Judges a run: invalid if more than 1% of the sends are later than tolerated, or if garbage
   * collection took more than 1% of the time.
   *
   * @param lateness of the sends that had a schedule
   * @param toleratedNs the p99 of the lateness that is still valid
   * @param runNs how long the run took
   */
  public static Validity judge(
      Histogram lateness, long toleratedNs, GcPauses.Total pauses, long runNs) {
    List<String> reasons = new ArrayList<>();
    long lateNs =
        lateness.getTotalCount() == 0 ? 0 : lateness.getValueAtPercentile(LATE_PERCENTILE);
    if (lateNs > toleratedNs) {
      long everyNs = runNs / lateness.getTotalCount();
      reasons.add(
          String.format(
              Locale.ROOT,
              "this client's sends were delayed by %s (p99; %s is tolerated): %s",
              TimeText.of(lateNs),
              TimeText.of(toleratedNs),
              lateNs < FAR_TOO_LATE * toleratedNs || lateNs < everyNs
                  ? "is this machine busy with other work?"
                  : "this machine cannot keep up; use a lower rate, or more machines"));
    }
    if (pauses.totalMs() * 1e6 > runNs * GC_SHARE) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "GC paused this process for %d ms (%d collection%s): %s",
              pauses.totalMs(),
              pauses.count(),
              pauses.count() == 1 ? "" : "s",
              cure(runNs, "give it more memory")));
    }
    return new Validity(reasons);
  }

  /**
   * What to do about a run whose process was too busy with itself: to measure for longer if it was
   * too short to tell anything.
   *
   * @param runNs how long the run took
   * @param otherwise the cure for a run that was long enough
   */
  public static String cure(long runNs, String otherwise) {
    return runNs < LEAST_RUN_NS ? "measure for at least a second" : otherwise;
  }
}
