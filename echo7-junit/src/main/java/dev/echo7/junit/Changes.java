package dev.echo7.junit;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The lock of everything that one peer has seen: event loops change it, and the threads of a test
 * read it, or wait for something in it.
 */
final class Changes {
  /** How long to wait for what is not awaited with a timeout of its own. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Changes something, and wakes those that wait. */
  synchronized void change(Runnable what) {
    what.run();
    notifyAll();
  }

  /** Reads something. */
  synchronized <T> T read(Supplier<T> what) {
    return what.get();
  }

  /**
   * Waits until a condition, which reads under this lock, is true.
   *
   * @return false if the timeout expired before
   * @throws IllegalStateException if the thread is interrupted; it stays so
   */
  synchronized boolean await(BooleanSupplier condition, Duration timeout) {
    long endNs = System.nanoTime() + timeout.toNanos();
    long leftNs = timeout.toNanos();
    while (!condition.getAsBoolean()) {
      if (leftNs <= 0) {
        return false;
      }
      try {
        // At least a millisecond: 0 would be for ever.
        wait(Math.max(1, Duration.ofNanos(leftNs).toMillis()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while it waited for a peer", e);
      }
      leftNs = endNs - System.nanoTime();
    }
    return true;
  }
}
