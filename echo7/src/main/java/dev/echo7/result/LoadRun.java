package dev.echo7.result;

import dev.echo7.measure.GcPauses;
import dev.echo7.measure.Measured;
import dev.echo7.measure.StepTimes;
import dev.echo7.measure.Times;
import dev.echo7.measure.Validity;
import dev.echo7.verify.Fault;
import java.util.List;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The results of a load, by one machine or many: the source of its text report, its page, its JSON
 * and its log.
 *
 * <p>Immutable, and so are its histograms; any thread.
 *
 * @param head what is known before it begins
 * @param measuredNs how long frames were measured
 * @param slices seconds, in order
 * @param times of all measured frames: the sum of the slices
 * @param totals of frames, faults and errors
 * @param pauses garbage collection of the process that sent the load
 * @param validity whether it measured the server, or only the machine that it ran on
 * @param steps of the connections, if each frame had a new one; null if connections were kept
 */
public record LoadRun(
    LoadHead head,
    long measuredNs,
    List<LoadSlice> slices,
    Times times,
    LoadTotals totals,
    GcPauses.Total pauses,
    Validity validity,
    @Nullable StepTimes steps)
    implements Measured {

  public LoadRun {
    slices = List.copyOf(slices);
  }

  /** A load over connections that were kept. */
  public LoadRun(
      LoadHead head,
      long measuredNs,
      List<LoadSlice> slices,
      Times times,
      LoadTotals totals,
      GcPauses.Total pauses,
      Validity validity) {
    this(head, measuredNs, slices, times, totals, pauses, validity, null);
  }

  /** The sum of the times of all slices. */
  public static Times sum(List<LoadSlice> slices) {
    Times sum = Times.none();
    slices.forEach(slice -> sum.add(slice.times()));
    return sum;
  }

  /** Intact frames per second; if each had a new connection, also connections per second. */
  public double rate() {
    return measuredNs <= 0 ? 0 : totals.messages() * 1e9 / measuredNs;
  }

  /** Intact bytes per second. */
  public double bytesPerSecond() {
    return measuredNs <= 0 ? 0 : totals.bytes() * 1e9 / measuredNs;
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
      case "loss" -> OptionalDouble.of(totals.lossPercent());
      case "rate" -> OptionalDouble.of(rate());
      case "lost" -> OptionalDouble.of((double) totals.lost());
      case "corrupt" -> faults(Fault.Kind.CORRUPTED);
      case "truncated" -> faults(Fault.Kind.TRUNCATED);
      case "inserted" -> faults(Fault.Kind.INSERTED);
      case "foreign" -> faults(Fault.Kind.FOREIGN);
      case "duplicates" -> faults(Fault.Kind.DUPLICATED);
      case "reordered" -> faults(Fault.Kind.REORDERED);
      case "unsent" -> OptionalDouble.of((double) totals.unsent());
      case "notsent" -> OptionalDouble.of((double) totals.notSent());
      case "errors" -> OptionalDouble.of((double) totals.allErrors());
      case "invalid" -> OptionalDouble.of(validity.reasons().size());
      case "reconnects" -> OptionalDouble.of((double) totals.reconnects());
      default -> OptionalDouble.empty();
    };
  }

  private OptionalDouble faults(Fault.Kind kind) {
    return OptionalDouble.of((double) totals.faults().getOrDefault(kind.word(), 0L));
  }
}
