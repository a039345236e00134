package dev.echo7.client.ping;

import dev.echo7.measure.GcPauses;
import dev.echo7.measure.Measured;
import dev.echo7.measure.Moments;
import dev.echo7.measure.Times;
import dev.echo7.measure.Validity;
import dev.echo7.posix.KernelTcp;
import dev.echo7.result.ReportMaps;
import dev.echo7.verify.Fault;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run, so far or complete.
 *
 * @param place the measured address
 * @param counts of probes and connections
 * @param faults how many faults of each kind
 * @param firstFaults the first of them, with evidence
 * @param errorMessages the first error messages
 * @param times of all round trips
 * @param exact the service time, without rounding
 * @param ewmaNs the moving average of the service time, as ping(8) computes it
 * @param jitterNs how much the service time changes from one reply to the next ({@link Jitter})
 * @param steps the exact times of the steps of new connections
 * @param elapsedNs from the first probe to the last event
 * @param kernel the kernel's own measurements; null where it has none
 * @param pauses of this process
 * @param validity whether the results can be trusted
 */
public record PingReport(
    String place,
    Counts counts,
    Map<Fault.Kind, Long> faults,
    List<Fault> firstFaults,
    List<String> errorMessages,
    Times times,
    Moments exact,
    long ewmaNs,
    long jitterNs,
    PingSteps steps,
    long elapsedNs,
    @Nullable KernelTcp kernel,
    GcPauses.Total pauses,
    Validity validity)
    implements Measured {

  /**
   * How many probes and connections there were.
   *
   * @param transmitted probes that left this machine
   * @param received probes with at least one intact echo
   * @param errors failed and broken connections, ICMP errors, and {@code notSent}
   * @param notSent probes that were due and that this machine could not send
   * @param reconnects connections after the first
   * @param longestLossRun the most consecutive probes without a reply
   */
  public record Counts(
      long transmitted,
      long received,
      long errors,
      long notSent,
      long reconnects,
      long longestLossRun) {}

  public long transmitted() {
    return counts.transmitted;
  }

  public long received() {
    return counts.received;
  }

  public long errors() {
    return counts.errors;
  }

  public long notSent() {
    return counts.notSent;
  }

  public long reconnects() {
    return counts.reconnects;
  }

  public long longestLossRun() {
    return counts.longestLossRun;
  }

  /** Echoes that came more than once. */
  public long duplicates() {
    return faults.getOrDefault(Fault.Kind.DUPLICATED, 0L);
  }

  /** Echoes that came after the echo of a later probe. */
  public long reordered() {
    return faults.getOrDefault(Fault.Kind.REORDERED, 0L);
  }

  /** Replies with wrong bytes. */
  public long corrupted() {
    return count(Fault.Kind.CORRUPTED)
        + count(Fault.Kind.TRUNCATED)
        + count(Fault.Kind.INSERTED)
        + count(Fault.Kind.FOREIGN);
  }

  private long count(Fault.Kind kind) {
    return faults.getOrDefault(kind, 0L);
  }

  /** The percentage of probes without an intact echo. */
  public double lossPercent() {
    return transmitted() == 0 ? 0 : (transmitted() - received()) * 100.0 / transmitted();
  }

  @Override
  public OptionalDouble timeNs(String which, String statistic) {
    Histogram histogram =
        switch (which) {
          case "response" -> times.response();
          case "lateness" -> times.lateness();
          default -> times.service();
        };
    if (histogram.getTotalCount() == 0) {
      return OptionalDouble.empty();
    }
    boolean isExact = which.isEmpty() || which.equals("service");
    return OptionalDouble.of(
        switch (statistic) {
          case "min" -> isExact ? (double) exact.min() : (double) histogram.getMinValue();
          case "max" -> isExact ? (double) exact.max() : (double) histogram.getMaxValue();
          case "avg" -> isExact ? exact.mean() : histogram.getMean();
          case "mdev" -> isExact ? exact.deviation() : histogram.getStdDeviation();
          default -> {
            double percentile = Double.parseDouble(statistic.substring(1));
            yield (double)
                (isExact
                    ? ReportMaps.percentileNs(histogram, percentile, exact)
                    : histogram.getValueAtPercentile(percentile));
          }
        });
  }

  @Override
  public OptionalDouble number(String name) {
    return switch (name) {
      case "loss" -> OptionalDouble.of(lossPercent());
      case "rate" -> OptionalDouble.of(elapsedNs <= 0 ? 0 : received() * 1e9 / elapsedNs);
      case "lost" -> OptionalDouble.of((double) (transmitted() - received()));
      case "corrupt" -> OptionalDouble.of((double) count(Fault.Kind.CORRUPTED));
      case "truncated" -> OptionalDouble.of((double) count(Fault.Kind.TRUNCATED));
      case "inserted" -> OptionalDouble.of((double) count(Fault.Kind.INSERTED));
      case "foreign" -> OptionalDouble.of((double) count(Fault.Kind.FOREIGN));
      case "duplicates" -> OptionalDouble.of((double) duplicates());
      case "reordered" -> OptionalDouble.of((double) reordered());
      case "errors" -> OptionalDouble.of((double) errors());
      case "notsent" -> OptionalDouble.of((double) notSent());
      case "reconnects" -> OptionalDouble.of((double) reconnects());
      case "invalid" -> OptionalDouble.of(validity.reasons().size());
      case "retransmits" ->
          kernel == null
              ? OptionalDouble.empty()
              : OptionalDouble.of((double) kernel.retransmits());
      default -> OptionalDouble.empty();
    };
  }
}
