package dev.echo7.client.ping;

import dev.echo7.measure.AwakeClock;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Ends what still waits when a run is stopped or its time is over: a send that the server does not
 * read, a connection that is not answered.
 *
 * <p>A thread of its own, from the constructor to {@link #close}.
 */
final class EndWatch implements AutoCloseable {
  private final PingMode mode;
  private final LongSupplier endNs;
  private boolean closed;

  /**
   * @param endNs when the time is over, as things stand; asked under the lock of the run
   */
  EndWatch(PingMode mode, LongSupplier endNs) {
    this.mode = mode;
    this.endNs = endNs;
    Thread.ofPlatform().name("end").daemon().start(this::watch);
  }

  private void watch() {
    if (awaitEnd()) {
      mode.cut();
    }
  }

  /** Returns false if the run has ended by itself. */
  private boolean awaitEnd() {
    mode.lock().lock();
    try {
      while (!closed && !mode.isStopped()) {
        long leftNs = endNs.getAsLong() - AwakeClock.nowNs();
        if (leftNs <= 0) {
          break;
        }
        mode.changed().await(leftNs, TimeUnit.NANOSECONDS);
      }
      return !closed;
    } catch (InterruptedException e) {
      return false;
    } finally {
      mode.lock().unlock();
    }
  }

  @Override
  public void close() {
    mode.lock().lock();
    try {
      closed = true;
      mode.changed().signalAll();
    } finally {
      mode.lock().unlock();
    }
  }
}
