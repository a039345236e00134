package dev.echo7.measure;

import java.util.function.LongSupplier;

/**
 * Finds the spans in which this process did not run at all: SIGSTOP, a debugger, a suspended
 * machine or container, a long collection of garbage.
 *
 * <p>Somebody calls {@link #look} every {@link #TICK_NS}; if that comes much too late, the process
 * stood still meanwhile. Any thread may ask for the time, and whichever runs first after a
 * standstill finds it, so that nobody sees it as time that has passed.
 */
final class Standstills {
  /** How often {@link #look} is to be called. */
  static final long TICK_NS = 20_000_000;

  /** A thread of a process that runs may have to wait for a CPU for some time, too. */
  static final long LEAST_NS = 250_000_000;

  private final LongSupplier nanoTime;
  private volatile boolean watched;
  private volatile long lookedNs;
  private volatile long totalNs;
  private volatile long resumedNs = Long.MIN_VALUE;
  private long count;

  /**
   * @param nanoTime a clock that goes on while this process does not
   */
  Standstills(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** From now on somebody looks. */
  synchronized void begin() {
    lookedNs = nanoTime.getAsLong();
    watched = true;
  }

  /** Takes down a standstill if there was one since the last look. */
  synchronized void look() {
    long nowNs = nanoTime.getAsLong();
    long stoodNs = nowNs - lookedNs - TICK_NS;
    if (stoodNs > LEAST_NS) {
      count++;
      totalNs += stoodNs;
      resumedNs = nowNs - totalNs;
    }
    lookedNs = nowNs; // Last: who sees this sees the rest, too.
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

  /** When the latest ended, on the clock of {@link #nowNs}; long ago if there was none. */
  long resumedNs() {
    return resumedNs;
  }

  /** How long all of them took. */
  long totalNs() {
    return totalNs;
  }

  /** How many there were. */
  synchronized long count() {
    return count;
  }
}
