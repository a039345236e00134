package dev.echo7.ctl;

import dev.echo7.client.connect.EchoSession;
import dev.echo7.measure.AwakeClock;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends a session on which an answer is awaited when nothing comes for too long. A thread of its
 * own, which ends with the session.
 */
final class SilenceWatch implements Runnable, AutoCloseable {
  private final EchoSession session;
  private final long limitNs;
  private volatile long movedNs;
  private volatile boolean waiting;
  private volatile boolean expired;
  private volatile boolean closed;
  private final Thread thread;

  SilenceWatch(EchoSession session, Duration limit) {
    this.session = session;
    this.limitNs = limit.toNanos();
    this.thread = Thread.ofPlatform().daemon().name("silence-watch").unstarted(this);
    thread.start();
  }

  /** From now on somebody waits for the server. */
  void begin() {
    movedNs = AwakeClock.nowNs();
    waiting = true;
    LockSupport.unpark(thread);
  }

  /** Nobody does. */
  void end() {
    waiting = false;
  }

  /** Something came. */
  void moved() {
    movedNs = AwakeClock.nowNs();
  }

  /** Whether we have cut the connection. */
  boolean hasExpired() {
    return expired;
  }

  /** The reason of a failure, which may be us. */
  IOException explain(IOException failure) {
    return expired
        ? new IOException(
            "the server said nothing for " + limitNs / 1_000_000_000 + " s; is it stopped?",
            failure)
        : failure;
  }

  @Override
  public void run() {
    while (!closed) {
      if (!waiting) {
        LockSupport.park();
        continue;
      }
      // After the look at "waiting": before it, what moved last may be of an earlier answer.
      long leftNs = movedNs + limitNs - AwakeClock.nowNs();
      if (leftNs > 0) {
        LockSupport.parkNanos(leftNs);
      } else {
        expired = true;
        cut();
      }
    }
  }

  private void cut() {
    closed = true;
    try {
      session.close();
    } catch (IOException e) {
      // The thread that waits sees the connection gone all the same.
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
