package dev.echo7.service;

import dev.echo7.net.failure.FailureText;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Reserves one thread for signals. The JVM handles each signal on a new thread: if no thread can be
 * started any more (RLIMIT_NPROC, a pids cgroup), it loses the signal, and SIGTERM does not end the
 * program.
 *
 * <p>While threads can be started, an idle one is kept. As soon as none can, it ends, so that a
 * signal can use its slot. For one thread, which calls {@link #look} regularly.
 */
public final class ThreadReserve implements AutoCloseable {
  /** To try takes the free slot for a moment, in which a signal would be lost: once per minute. */
  private static final int LOOKS_BEFORE_RETRY = 60;

  private final Consumer<String> problems;
  private CountDownLatch release = new CountDownLatch(0);
  private boolean isHeld;
  private boolean isReported;
  private int looksToSkip;

  private ThreadReserve(Consumer<String> problems) {
    this.problems = problems;
  }

  /**
   * Starts the reserve thread.
   *
   * @param problems takes a line for the user each time that threads run out
   * @throws OutOfMemoryError if no thread can be started
   */
  public static ThreadReserve start(Consumer<String> problems) {
    ThreadReserve reserve = new ThreadReserve(problems);
    reserve.hold();
    return reserve;
  }

  /**
   * Makes sure that a thread can be started beside the reserve.
   *
   * @throws OutOfMemoryError if none can
   */
  public void requireSpare() {
    startThread("probe", () -> {});
  }

  /** Releases the reserve if no other thread can be started, and takes it back if two can. */
  public void look() {
    if (looksToSkip > 0) {
      looksToSkip--;
      return;
    }
    try {
      if (!isHeld) {
        hold();
      }
      // The last slot is for a signal, so hold the reserve only if one more thread can be started.
      startThread("probe", () -> {});
      isReported = false;
    } catch (OutOfMemoryError e) {
      free();
      looksToSkip = LOOKS_BEFORE_RETRY;
      if (!isReported) {
        isReported = true;
        problems.accept(FailureText.of(e));
      }
    }
  }

  /** Releases the reserve for good: nobody calls {@link #look} any more. */
  public void release() {
    free();
  }

  @Override
  public void close() {
    release();
  }

  private void hold() {
    CountDownLatch until = new CountDownLatch(1);
    startThread("reserve", () -> awaitQuietly(until));
    release = until;
    isHeld = true;
  }

  private static void startThread(String name, Runnable task) {
    Thread.ofPlatform().daemon().name(name).start(task);
  }

  private static void awaitQuietly(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void free() {
    isHeld = false;
    release.countDown();
  }
}
