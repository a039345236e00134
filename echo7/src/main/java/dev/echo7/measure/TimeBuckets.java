package dev.echo7.measure;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * A few classes of times, each longer than the one before by about the same factor, to show a
 * histogram that has thousands.
 *
 * @param boundsNs where the classes begin, and where the last one ends; ascending
 */
public record TimeBuckets(List<Long> boundsNs) {
  private static final long[] COARSE = {10, 20, 50};
  private static final long[] FINE = {10, 12, 15, 18, 22, 27, 33, 39, 47, 56, 68, 82};

  public TimeBuckets {
    boundsNs = List.copyOf(boundsNs);
  }

  /** Three classes per decade (1, 2, 5), enough to cover these times. */
  public static TimeBuckets coarse(Histogram times) {
    return of(times, COARSE);
  }

  /** Twelve classes per decade, enough to cover these times. */
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

  /** The number of classes. */
  public int size() {
    return boundsNs.size() - 1;
  }

  /** The number of times in each class; times outside count in the first or the last. */
  public long[] counts(Histogram times) {
    long[] counts = new long[size()];
    for (HistogramIterationValue value : times.recordedValues()) {
      long ns = median(times, value.getValueIteratedTo());
      counts[classOf(ns)] += value.getCountAtValueIteratedTo();
    }
    return counts;
  }

  /** The middle of the times that the histogram, which keeps three digits, cannot tell apart. */
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
