package dev.echo7.server;

import dev.echo7.events.ServerEvents;
import dev.echo7.net.failure.FailureText;
import dev.echo7.server.netty.DaemonThread;
import java.util.concurrent.CountDownLatch;

/**
 * Reserves one thread for signals. The JVM handles each signal on a new thread: if no thread can be
 * started any more (RLIMIT_NPROC, a pids cgroup), SIGTERM would be lost.
 *
 * <p>While threads can be started, an idle one is kept. As soon as none can, it ends, so that a
 * signal can use its slot. Any thread.
 */
final class ThreadReserve implements AutoCloseable {
  private final ServerEvents events;
  private CountDownLatch release = new CountDownLatch(1);
  private boolean held;
  private boolean told;
  private boolean closed;

  private ThreadReserve(ServerEvents events) {
    this.events = events;
  }

  /**
   * Starts the reserve thread.
   *
   * @throws OutOfMemoryError if no thread can be started
   */
  static ThreadReserve start(ServerEvents events) {
    ThreadReserve reserve = new ThreadReserve(events);
    reserve.hold();
    reserve.look();
    return reserve;
  }

  private void hold() {
    CountDownLatch until = new CountDownLatch(1);
    DaemonThread.named("reserve", () -> awaitQuietly(until)).start();
    release = until;
    held = true;
  }

  private static void awaitQuietly(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Tests whether a thread can be started: if not, releases the reserve; if so again, takes it
   * back.
   */
  synchronized void look() {
    if (closed) {
      return;
    }
    try {
      if (held) {
        DaemonThread.named("probe", () -> {}).start();
      } else {
        hold();
      }
      told = false;
    } catch (OutOfMemoryError e) {
      free();
      if (!told) {
        told = true;
        events.failed(FailureText.of(e));
      }
    }
  }

  /** Releases the reserve for good. */
  @Override
  public synchronized void close() {
    closed = true;
    free();
  }

  private void free() {
    held = false;
    release.countDown();
  }
}
