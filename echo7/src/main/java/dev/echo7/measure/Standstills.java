package dev.echo7.measure;

import java.util.function.LongSupplier;

/**
 * Detects pauses in which this process did not run at all: SIGSTOP, a debugger, a suspended machine
 * or container, a long garbage collection.
 *
 * <p>A thread calls {@link #look} every {@link #TICK_NS}; a call that is much too late means that
 * the process was paused. Any thread may ask for the time; the first one that runs after a pause
 * detects it, so that no thread sees the pause as elapsed time.
 */
final class Standstills {
  /** How often {@link #look} is to be called. */
  static final long TICK_NS = 20_000_000;

  /** The shortest pause; a running process, too, may have to wait for a CPU for a while. */
  static final long LEAST_NS = 250_000_000;

  private final LongSupplier nanoTime;
  private volatile boolean watched;
  private volatile long lookedNs;
  private volatile long totalNs;
  private volatile long resumedNs = Long.MIN_VALUE;
  private long count;

  /**
   * @param nanoTime a clock that runs on while this process is paused
   */
  Standstills(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Starts detection: {@link #look} is called regularly from now on. */
  synchronized void begin() {
    lookedNs = nanoTime.getAsLong();
    watched = true;
  }

  /** Records a pause if there was one since the last look. */
  synchronized void look() {
    long nowNs = nanoTime.getAsLong();
    long stoodNs = nowNs - lookedNs - TICK_NS;
    if (stoodNs > LEAST_NS) {
      count++;
      totalNs += stoodNs;
      resumedNs = nowNs - totalNs;
    }
    lookedNs = nowNs; // Written last: a thread that sees it sees the other fields, too.
  }

  /** The time in which this process ran; never goes back. */
  long nowNs() {
    while (true) {
      long stoodNs = totalNs;
      long nowNs = nanoTime.getAsLong();
      if (!watched) {
        return nowNs;
      }
      if (nowNs - lookedNs > LEAST_NS + TICK_NS) {
        look();
      } else if (stoodNs == totalNs) {
        return nowNs - stoodNs;
      }
    }
  }

  /** When the latest pause ended, on the clock of {@link #nowNs}; long ago if there was none. */
  long resumedNs() {
    return resumedNs;
  }

  /** The total length of all pauses. */
  long totalNs() {
    return totalNs;
  }

  /** The number of pauses. */
  synchronized long count() {
    return count;
  }
}
