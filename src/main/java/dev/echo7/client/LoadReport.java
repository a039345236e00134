package dev.echo7.client;

import dev.echo7.measure.Fault;
import dev.echo7.measure.GcPauses;
import dev.echo7.measure.Measured;
import dev.echo7.measure.Times;
import dev.echo7.measure.Validity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * What a load has found, so far or in all.
 *
 * @param place the address that was loaded
 * @param options as they were
 * @param startMs when the first frame was due, on the clock of {@link System#currentTimeMillis}
 * @param openedNs how long it took to open all connections
 * @param measuredNs how long it was measured
 * @param counts of frames, faults and errors
 * @param times of the measured frames
 * @param intervals seconds, in order
 * @param idleShare of the busiest event loop's time, how much it slept; 0 to 1
 * @param pauses of this process
 */
public record LoadReport(
    String place,
    LoadOptions options,
    long startMs,
    long openedNs,
    long measuredNs,
    LoadCounts counts,
    Times times,
    List<LoadInterval> intervals,
    double idleShare,
    GcPauses.Total pauses)
    implements Measured {
  /** Our own lateness that does not matter, or that of this share of the time that is measured. */
  private static final long TOLERATED_NS = 1_000_000;

  private static final double TOLERATED_SHARE = 0.1;

  /** A loop of a closed loop that sleeps less is what limits it. */
  private static final double LEAST_IDLE = 0.05;

  /** Whether all that may be believed. */
  public Validity validity() {
    double medianNs =
        times.response().getTotalCount() == 0
            ? 0
            : (double) times.response().getValueAtPercentile(50);
    long toleratedNs = Math.max(TOLERATED_NS, Math.round(medianNs * TOLERATED_SHARE));
    Validity judged = Validity.judge(times.lateness(), toleratedNs, pauses, measuredNs);
    if (options.isOpenLoop() || idleShare >= LEAST_IDLE) {
      return judged;
    }
    List<String> reasons = new ArrayList<>(judged.reasons());
    reasons.add(
        String.format(
            Locale.ROOT,
            "an event loop of this client had nothing to do for only %.0f%% of its time, and the"
                + " server may bear more: give -t more threads, or load from more machines",
            idleShare * 100));
    return new Validity(reasons);
  }

  /** Measured frames that did not come back right. */
  public long lost() {
    return counts.transmitted() - counts.verified();
  }

  /** Of those that went out, how many in a hundred did not come back right. */
  public double lossPercent() {
    return counts.transmitted() == 0 ? 0 : lost() * 100.0 / counts.transmitted();
  }

  /** Frames that came back right in a second. */
  public double rate() {
    return measuredNs <= 0 ? 0 : counts.arrivalsInTime() * 1e9 / measuredNs;
  }

  @Override
  public OptionalDouble timeNs(String which, String statistic) {
    Histogram histogram =
        switch (which) {
          case "service" -> times.service();
          case "lateness" -> times.lateness();
          default -> times.response();
        };
    if (histogram.getTotalCount() == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        switch (statistic) {
          case "min" -> (double) histogram.getMinValue();
          case "max" -> (double) histogram.getMaxValue();
          case "avg" -> histogram.getMean();
          case "mdev" -> histogram.getStdDeviation();
          default ->
              (double) histogram.getValueAtPercentile(Double.parseDouble(statistic.substring(1)));
        });
  }

  @Override
  public OptionalDouble number(String name) {
    return switch (name) {
      case "loss" -> OptionalDouble.of(lossPercent());
      case "rate" -> OptionalDouble.of(rate());
      case "lost" -> OptionalDouble.of((double) lost());
      case "corrupt" -> faults(Fault.Kind.CORRUPTED);
      case "truncated" -> faults(Fault.Kind.TRUNCATED);
      case "inserted" -> faults(Fault.Kind.INSERTED);
      case "foreign" -> faults(Fault.Kind.FOREIGN);
      case "duplicates" -> faults(Fault.Kind.DUPLICATED);
      case "reordered" -> faults(Fault.Kind.REORDERED);
      case "errors" -> OptionalDouble.of((double) counts.allErrors());
      case "reconnects" -> OptionalDouble.of((double) counts.reconnects());
      default -> OptionalDouble.empty();
    };
  }

  private OptionalDouble faults(Fault.Kind kind) {
    return OptionalDouble.of((double) counts.faults(kind));
  }
}
