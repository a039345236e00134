package dev.echo7.measure;

import java.util.concurrent.locks.LockSupport;

/**
 * The clock for everything that waits for a peer: {@link System#nanoTime} without the time in which
 * this process was paused, so that a pause makes no timeout fire and no schedule fall behind.
 *
 * <p>After {@link #watch}, a daemon thread checks fifty times per second whether the process runs;
 * before, this is the system clock. Any thread.
 */
public final class AwakeClock {
  private static final Standstills STANDSTILLS = new Standstills(System::nanoTime);
  private static boolean watching;

  private AwakeClock() {}

  /** Starts the daemon thread, unless it runs already. */
  public static synchronized void watch() {
    if (!watching) {
      watching = true;
      STANDSTILLS.begin();
      Thread.ofPlatform().name("standstill-watch").daemon().start(AwakeClock::look);
    }
  }

  private static void look() {
    while (true) {
      LockSupport.parkNanos(Standstills.TICK_NS);
      STANDSTILLS.look();
    }
  }

  /** Nanoseconds in which this process ran, from an arbitrary origin. */
  public static long nowNs() {
    return STANDSTILLS.nowNs();
  }

  /**
   * Whether this process was paused between two times of this clock, so that their difference says
   * nothing about the peer.
   */
  public static boolean stoodStillBetween(long fromNs, long toNs) {
    long resumedNs = STANDSTILLS.resumedNs();
    return fromNs < resumedNs && resumedNs <= toNs;
  }

  /** How long this process was paused since {@link #watch}. */
  static long stoodNs() {
    return STANDSTILLS.totalNs();
  }
}
