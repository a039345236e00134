package dev.echo7.result;

import dev.echo7.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A load's {@link IntervalLog}, with comments that hold what histograms cannot: the parameters, the
 * counts of each interval, the totals. HdrHistogram's own tools read it as any other; {@link
 * LoadLogFile} reads all of it.
 *
 * <p>One thread at a time. What was added is in the file when a method returns; a log without its
 * end is that of a run which was killed. A file that cannot be written any more is an {@link
 * UncheckedIOException}.
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

  /** Adds the totals; nothing may follow. */
  public void end(LoadRun run) {
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
