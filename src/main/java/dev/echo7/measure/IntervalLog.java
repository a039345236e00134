package dev.echo7.measure;

import java.io.FileNotFoundException;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * A file in HdrHistogram's own log format: for each interval a line tagged {@code service}, one
 * tagged {@code response} and one tagged {@code lateness}. Logs of many machines are joined by
 * adding their histograms.
 *
 * <p>One thread at a time. Every line is complete once {@link #add} has returned.
 */
public final class IntervalLog implements AutoCloseable {
  private final HistogramLogWriter writer;

  /**
   * Starts the file.
   *
   * @param title in its first line
   * @param startMs of the run, on the clock of {@link System#currentTimeMillis}
   * @throws FileNotFoundException if it cannot be written
   */
  public IntervalLog(Path file, String title, long startMs) throws FileNotFoundException {
    this.writer = new HistogramLogWriter(file.toFile());
    writer.outputComment("[" + title + "; times in nanoseconds, maxima in milliseconds]");
    writer.outputLogFormatVersion();
    writer.outputBaseTime(startMs);
    writer.outputStartTime(startMs);
    writer.outputLegend();
    writer.setBaseTime(startMs);
  }

  /** Adds an interval, on the clock of {@link System#currentTimeMillis}. */
  public void add(Times interval, long fromMs, long toMs) {
    add("service", interval.service(), fromMs, toMs);
    add("response", interval.response(), fromMs, toMs);
    add("lateness", interval.lateness(), fromMs, toMs);
  }

  private void add(String tag, Histogram histogram, long fromMs, long toMs) {
    histogram.setTag(tag);
    histogram.setStartTimeStamp(fromMs);
    histogram.setEndTimeStamp(toMs);
    writer.outputIntervalHistogram(histogram);
  }

  /** Adds a line that HdrHistogram's own readers pass over. */
  void comment(String line) {
    writer.outputComment(line);
  }

  @Override
  public void close() {
    writer.close();
  }
}
