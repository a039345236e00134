package dev.echo7.client.sweep;

import java.util.Arrays;
import java.util.List;

/**
 * The ports of a sweep that differ from the rest, by median and median absolute deviation, which
 * outliers do not distort, unlike mean and standard deviation.
 *
 * @param medianNs of the ports' medians
 * @param medianLost of the ports' losses
 * @param lossy ports that lost at least 2 probes more than that, and more than five robust standard
 *     deviations (1.4826 MAD) more
 * @param slow ports of which every round trip is longer than the median of all, and the median by
 *     more than five robust standard deviations, a fifth, and 0.1 ms
 */
public record PortOutliers(
    long medianNs, long medianLost, List<PortResult> lossy, List<PortResult> slow) {
  private static final double DEVIATIONS = 5 * 1.4826;
  private static final int LEAST_LOST = 2;
  private static final long LEAST_NS = 100_000;

  /** Finds the outliers of a sweep. */
  public static PortOutliers among(List<PortResult> ports) {
    long[] lost = ports.stream().mapToLong(PortResult::lost).toArray();
    long[] medians =
        ports.stream().filter(p -> p.received() > 0).mapToLong(PortResult::medianNs).toArray();
    long medianLost = median(lost);
    long medianNs = median(medians);
    double lossLimit = medianLost + DEVIATIONS * deviation(lost, medianLost);
    double slowLimit =
        medianNs
            + Math.max(
                Math.max(LEAST_NS, medianNs / 5.0), DEVIATIONS * deviation(medians, medianNs));
    return new PortOutliers(
        medianNs,
        medianLost,
        ports.stream()
            .filter(p -> p.lost() > lossLimit)
            .filter(p -> p.lost() - medianLost >= Math.min(LEAST_LOST, tried(p)))
            .toList(),
        ports.stream().filter(p -> p.minNs() > medianNs && p.medianNs() > slowLimit).toList());
  }

  private static int tried(PortResult port) {
    return port.transmitted() + port.notSent();
  }

  private static long deviation(long[] values, long median) {
    return median(Arrays.stream(values).map(v -> Math.abs(v - median)).toArray());
  }

  private static long median(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[(sorted.length - 1) / 2];
  }
}
