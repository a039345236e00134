package dev.echo7.measure;

import java.util.concurrent.locks.LockSupport;

/**
 * The clock of everything that waits for somebody else: {@link System#nanoTime}, without the time
 * in which this process stood still. A timeout does not fire, and a schedule does not fall behind,
 * because we were stopped.
 *
 * <p>From {@link #watch} on a daemon thread looks fifty times a second whether the process runs;
 * before that the clock is that of the system. Any thread.
 */
public final class AwakeClock {
  private static final Standstills STANDSTILLS = new Standstills(System::nanoTime);
  private static boolean watching;

  private AwakeClock() {}

  /** Starts to look, if nobody does yet. */
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
   * Whether this process stood still between two moments of this clock, so that what is between
   * them says nothing of anybody else.
   */
  public static boolean stoodStillBetween(long fromNs, long toNs) {
    long resumedNs = STANDSTILLS.resumedNs();
    return fromNs < resumedNs && resumedNs <= toNs;
  }

  /** How long it stood still since {@link #watch}. */
  static long stoodNs() {
    return STANDSTILLS.totalNs();
  }
}
