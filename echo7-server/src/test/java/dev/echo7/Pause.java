package dev.echo7;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a test does between two looks at a condition. On one processor a loop without a pause keeps
 * what it waits for from running: for a turn of the scheduler, or, on a virtual thread, forever.
 */
public final class Pause {
  private static final long NS = TimeUnit.MILLISECONDS.toNanos(1);

  private Pause() {}

  /** Lets others run for a millisecond, or less if the thread is interrupted. */
  public static void briefly() {
    LockSupport.parkNanos(NS);
  }
}
