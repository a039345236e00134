package dev.echo7.cli.ping;

import dev.echo7.client.ping.PingMode;
import dev.echo7.result.IntervalLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Writes an interval log during a run: one interval per second, and the rest at the end. If the
 * file cannot be written any more, it ends there and the run goes on.
 */
final class IntervalThread implements AutoCloseable {
  private final IntervalLog log;
  private final PingMode mode;
  private final Consumer<IOException> lost;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread;
  private final long startMs;
  private final long startNs = System.nanoTime();
  private long fromMs;

  private IntervalThread(IntervalLog log, PingMode mode, long startMs, Consumer<IOException> lost) {
    this.lost = lost;
    this.log = log;
    this.mode = mode;
    this.startMs = startMs;
    this.fromMs = startMs;
    this.thread = Thread.ofPlatform().name("intervals").daemon().start(this::write);
  }

  /**
   * Starts it.
   *
   * @param lost called on the thread with the failure if the file cannot be written any more
   */
  static IntervalThread start(
      IntervalLog log, PingMode mode, long startMs, Consumer<IOException> lost) {
    return new IntervalThread(log, mode, startMs, lost);
  }

  private void write() {
    try {
      boolean last;
      do {
        last = over.await(1, TimeUnit.SECONDS);
        // Not the wall clock: if that is set back, an interval would end before it began.
        long nowMs = startMs + (System.nanoTime() - startNs) / 1_000_000;
        log.add(mode.takeInterval(), fromMs, nowMs);
        fromMs = nowMs;
      } while (!last);
    } catch (UncheckedIOException e) {
      lost.accept(Objects.requireNonNull(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes the last interval. */
  @Override
  public void close() {
    over.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    log.close();
  }
}
