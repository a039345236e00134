package dev.echo7.measure;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A point in time at which an action runs, unless it has been moved or cleared before: how the
 * client stops waiting for a peer. It counts on {@link AwakeClock}, so that a pause of this process
 * is not taken for a silence of the peer.
 *
 * <p>Any thread may set and clear it, at the cost of one atomic write. The action runs on a daemon
 * thread of its own, which lives from the constructor to {@link #close}. An action that has just
 * begun is not stopped by {@link #clear}.
 */
public final class Deadline implements AutoCloseable {
  /** No time at all. */
  public static final long NEVER = Long.MAX_VALUE;

  private final Runnable action;
  private final AtomicLong atNs = new AtomicLong(NEVER);
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param name of the thread
   * @param action what to do when the time has come; it may set the next deadline
   */
  public Deadline(String name, Runnable action) {
    this.action = action;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    thread.start();
  }

  /** Runs the action at this time of {@link AwakeClock}, and not when it was set to before. */
  public void set(long timeNs) {
    long before = atNs.getAndSet(timeNs);
    if (timeNs < before) {
      LockSupport.unpark(thread);
    }
  }

  /** Runs the action after this time, and not when it was set to before. */
  public void setIn(long delayNs) {
    set(AwakeClock.nowNs() + delayNs);
  }

  /** Does not run the action until it is set again. */
  public void clear() {
    atNs.set(NEVER);
  }

  private void run() {
    while (!closed) {
      long at = atNs.get();
      if (at == NEVER) {
        LockSupport.park(this);
        continue;
      }
      long leftNs = at - AwakeClock.nowNs();
      if (leftNs > 0) {
        LockSupport.parkNanos(this, leftNs);
      } else if (!closed && atNs.compareAndSet(at, NEVER)) {
        runAction();
      }
    }
  }

  /** One action that fails does not end the thread, which later ones need. */
  private void runAction() {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }

  /** Ends the thread; the action does not run any more. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
