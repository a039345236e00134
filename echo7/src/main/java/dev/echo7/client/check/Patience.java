package dev.echo7.client.check;

import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.Deadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a check waits for the server, and the timer that ends such a wait. One timer serves a
 * whole run, since no two of its waits overlap.
 *
 * <p>Waits begin and end on the thread of the run, and expire on the timer's.
 */
final class Patience implements AutoCloseable {
  private final Duration limit;
  private final Deadline deadline = new Deadline("patience", this::expire);
  private @Nullable Runnable giveUp;
  private long endNs;

  /**
   * @param limit how long the server may do nothing
   */
  Patience(Duration limit) {
    this.limit = limit;
  }

  /** How long the server may do nothing. */
  Duration limit() {
    return limit;
  }

  /** {@code 5 s}, as messages have it. */
  String text() {
    long ms = limit.toMillis();
    return ms % 1000 == 0 ? ms / 1000 + " s" : ms + " ms";
  }

  /** Begins a wait: gives up after this time, unless {@link #end} comes first. */
  synchronized void begin(long waitNs, Runnable action) {
    giveUp = action;
    endNs = AwakeClock.nowNs() + waitNs;
    deadline.set(endNs);
  }

  /** Ends the wait. */
  synchronized void end() {
    giveUp = null;
    deadline.clear();
  }

  private void expire() {
    Runnable action;
    synchronized (this) {
      action = giveUp;
      if (action == null || endNs > AwakeClock.nowNs()) {
        return; // That wait ended just in time, and the timer is set for the next one.
      }
      giveUp = null;
    }
    action.run();
  }

  @Override
  public void close() {
    deadline.close();
  }
}
