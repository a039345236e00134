package dev.echo7.result;

import dev.echo7.json.Json;
import dev.echo7.measure.StepTimes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The {@link IntervalLog} of a load, with comments for what histograms cannot hold: the parameters,
 * the counts of each interval, the totals. HdrHistogram's own tools can read it; {@link
 * LoadLogFile} reads the comments, too.
 *
 * <p>One thread at a time. When a method returns, its data is in the file; the log of a run that
 * was killed has no totals. A failed write is an {@link UncheckedIOException}.
 */
public final class LoadLog implements AutoCloseable {
  private final IntervalLog log;
  private final long startMs;

  /**
   * Starts the file.
   *
   * @throws IOException if it cannot be written
   */
  public LoadLog(Path file, LoadHead head) throws IOException {
    this.log = new IntervalLog(file, "echoclient load", head.startMs());
    this.startMs = head.startMs();
    comment(LoadMaps.HEAD, LoadMaps.head(head));
  }

  /** Writes a whole run, as {@code echoclient merge} does. */
  public static void write(Path file, LoadRun run) throws IOException {
    try (LoadLog log = new LoadLog(file, run.head())) {
      run.slices().forEach(log::add);
      log.end(run);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Adds the next interval. */
  public void add(LoadSlice slice) {
    log.add(
        slice.times(), startMs + slice.fromNs() / 1_000_000, startMs + slice.toNs() / 1_000_000);
    comment(LoadMaps.SLICE, LoadMaps.slice(slice));
  }

  /** Adds the steps of new connections, if there are any, and the totals, which end the log. */
  public void end(LoadRun run) {
    StepTimes steps = run.steps();
    if (steps != null) {
      long toMs = startMs + (run.head().measuredFromNs() + run.measuredNs()) / 1_000_000;
      log.add(LoadMaps.CONNECT, steps.connect(), startMs, toMs);
      log.add(LoadMaps.TLS, steps.tls(), startMs, toMs);
      log.add(LoadMaps.ECHO, steps.echo(), startMs, toMs);
    }
    comment(LoadMaps.END, LoadMaps.end(run));
  }

  private void comment(String name, Map<String, Object> object) {
    log.comment(name + Json.line(object));
  }

  @Override
  public void close() {
    log.close();
  }
}
