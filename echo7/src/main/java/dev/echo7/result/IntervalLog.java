package dev.echo7.result;

import dev.echo7.measure.Times;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.jspecify.annotations.Nullable;

/**
 * A file in HdrHistogram's own log format: for each interval a line tagged {@code service}, one
 * tagged {@code response} and one tagged {@code lateness}. Logs of many machines are joined by
 * adding their histograms.
 *
 * <p>One thread at a time. Every line is complete once {@link #add} has returned. A file that
 * cannot be written any more is an {@link UncheckedIOException}; what is added later is lost.
 */
public final class IntervalLog implements AutoCloseable {
  /** The stream of the writer, which remembers a failed write. */
  private final PrintStream lines;

  private final Bytes bytes;

  private final HistogramLogWriter writer;

  /**
   * Starts the file.
   *
   * @param title in its first line
   * @param startMs of the run, on the clock of {@link System#currentTimeMillis}
   * @throws IOException if it cannot be written
   */
  public IntervalLog(Path file, String title, long startMs) throws IOException {
    this.bytes = new Bytes(Files.newOutputStream(file));
    this.lines = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    this.writer = new HistogramLogWriter(lines);
    writer.outputComment("[" + title + "; times in nanoseconds, maxima in milliseconds]");
    writer.outputLogFormatVersion();
    writer.outputBaseTime(startMs);
    writer.outputStartTime(startMs);
    writer.outputLegend();
    writer.setBaseTime(startMs);
    if (lines.checkError()) {
      lines.close();
      throw bytes.reason();
    }
  }

  /** Writes the file and keeps the failure, which a print stream hides. */
  private static final class Bytes extends FilterOutputStream {
    private @Nullable IOException failure;

    Bytes(OutputStream file) {
      super(file);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failure = failure == null ? e : failure;
        throw e;
      }
    }

    IOException reason() {
      return failure == null ? new IOException("the write failed") : failure;
    }
  }

  /** Adds an interval, on the clock of {@link System#currentTimeMillis}. */
  public void add(Times interval, long fromMs, long toMs) {
    add("service", interval.service(), fromMs, toMs);
    add("response", interval.response(), fromMs, toMs);
    add("lateness", interval.lateness(), fromMs, toMs);
  }

  /** Adds one more histogram of an interval, with a tag of its own. */
  void add(String tag, Histogram histogram, long fromMs, long toMs) {
    histogram.setTag(tag);
    histogram.setStartTimeStamp(fromMs);
    histogram.setEndTimeStamp(toMs);
    writer.outputIntervalHistogram(histogram);
    check();
  }

  /** Adds a comment, which HdrHistogram's own readers skip. */
  void comment(String line) {
    writer.outputComment(line);
    check();
  }

  private void check() {
    if (lines.checkError()) {
      throw new UncheckedIOException(bytes.reason());
    }
  }

  @Override
  public void close() {
    writer.close();
  }
}
