package dev.echo7.client.load;

import dev.echo7.measure.AwakeClock;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes a selector at a time more exact than the milliseconds that its own timeout knows, while it
 * still wakes at once for whatever comes.
 *
 * <p>Set by one thread; it has another one of its own, which sleeps while nothing is set.
 */
final class Alarm implements AutoCloseable {
  private static final long NEVER = Long.MAX_VALUE;

  private final Selector selector;
  private final Thread thread;
  private final AtomicLong atNs = new AtomicLong(NEVER);
  private volatile boolean closed;

  Alarm(Selector selector, String name) {
    this.selector = selector;
    this.thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  /** Wakes the selector then, and not when it was set to before. */
  void set(long wakeNs) {
    long before = atNs.getAndSet(wakeNs);
    if (wakeNs < before) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!closed) {
      long at = atNs.get();
      long leftNs = at - AwakeClock.nowNs();
      if (at == NEVER) {
        LockSupport.park(this);
      } else if (leftNs > 0) {
        LockSupport.parkNanos(this, leftNs);
      } else if (atNs.compareAndSet(at, NEVER)) {
        selector.wakeup();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
