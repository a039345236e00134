package dev.echo7.interop;

import java.io.IOException;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

/** Interval logs as HdrHistogram's own reader reads them. */
public final class HistogramLogs {
  private HistogramLogs() {}

  /** The sum of all intervals with a tag. */
  public static Histogram sum(Path log, String tag) throws IOException {
    Histogram sum = new Histogram(3);
    try (HistogramLogReader reader = new HistogramLogReader(log.toFile())) {
      while (reader.hasNext()) {
        if (reader.nextIntervalHistogram() instanceof Histogram interval
            && tag.equals(interval.getTag())) {
          sum.add(interval);
        }
      }
    }
    return sum;
  }
}
