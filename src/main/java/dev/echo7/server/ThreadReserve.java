package dev.echo7.server;

import dev.echo7.events.ServerEvents;
import dev.echo7.net.FailureText;
import java.util.concurrent.CountDownLatch;

/**
 * Keeps the place of one thread free. The JVM answers each signal on a new thread: where no thread
 * can be started any more (RLIMIT_NPROC, a pids cgroup), SIGTERM would be lost.
 *
 * <p>While threads can be had, one of ours holds the place. As soon as none can, it ends, and the
 * place is there for a signal. Any thread.
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
   * Takes the place.
   *
   * @throws OutOfMemoryError if there is none
   */
  static ThreadReserve start(ServerEvents events) {
    ThreadReserve reserve = new ThreadReserve(events);
    reserve.hold();
    reserve.look();
    return reserve;
  }

  private void hold() {
    CountDownLatch until = new CountDownLatch(1);
    Thread.ofPlatform().daemon().name("reserve").start(() -> awaitQuietly(until));
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

  /** Whether a thread can be started; gives the place free if none can, and takes it again. */
  synchronized void look() {
    if (closed) {
      return;
    }
    try {
      if (held) {
        Thread.ofPlatform().daemon().name("probe").start(() -> {});
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

  /** Gives the place free. */
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
