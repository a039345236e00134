package dev.echo7.measure;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Times counted in a few classes, each about so many times as long as the one before: what a
 * histogram of thousands of classes is shown as.
 *
 * @param boundsNs where the classes begin, and where the last one ends; ascending
 */
public record TimeBuckets(List<Long> boundsNs) {
  private static final long[] COARSE = {10, 20, 50};
  private static final long[] FINE = {10, 12, 15, 18, 22, 27, 33, 39, 47, 56, 68, 82};

  public TimeBuckets {
    boundsNs = List.copyOf(boundsNs);
  }

  /** Three classes a decade (1, 2, 5), all that these times need. */
  public static TimeBuckets coarse(Histogram times) {
    return of(times, COARSE);
  }

  /** Twelve classes a decade, all that these times need. */
  public static TimeBuckets fine(Histogram times) {
    return of(times, FINE);
  }

  private static TimeBuckets of(Histogram times, long... steps) {
    List<Long> bounds = new ArrayList<>();
    long most = Math.clamp(median(times, times.getMaxValue()), 1, Times.LONGEST_NS);
    long least = Math.clamp(median(times, times.getMinNonZeroValue()), 1, most);
    for (long decade = 1; ; decade *= 10) {
      for (long step : steps) {
        long bound = decade * step / 10;
        if (bound <= least) {
          bounds.clear();
        }
        bounds.add(bound);
        if (bound > most) {
          return new TimeBuckets(bounds);
        }
      }
    }
  }

  /** How many classes there are. */
  public int size() {
    return boundsNs.size() - 1;
  }

  /** How many times of each class there are; what lies outside counts in the first or the last. */
  public long[] counts(Histogram times) {
    long[] counts = new long[size()];
    for (HistogramIterationValue value : times.recordedValues()) {
      long ns = median(times, value.getValueIteratedTo());
      counts[classOf(ns)] += value.getCountAtValueIteratedTo();
    }
    return counts;
  }

  /** A histogram knows times to three digits: the middle of those that it holds to be the same. */
  private static long median(Histogram times, long ns) {
    return times.medianEquivalentValue(Math.min(ns, Times.LONGEST_NS));
  }

  /** The class of a time. */
  private int classOf(long ns) {
    int at = 0;
    while (at < size() - 1 && ns >= boundsNs.get(at + 1)) {
      at++;
    }
    return at;
  }
}
