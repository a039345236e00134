package dev.echo7;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How late this machine wakes a thread that sleeps: what a test of times has to allow for. Watches
 * from its creation until it is closed, on a virtual thread, which has to wait for a carrier too.
 */
public final class MachineDelay implements AutoCloseable {
  private static final long NAP_NS = TimeUnit.MILLISECONDS.toNanos(5);

  private volatile boolean closed;
  private volatile long asleepSinceNs = System.nanoTime();
  private volatile long worstNs;

  public MachineDelay() {
    Thread.ofVirtual().start(this::watch);
  }

  private void watch() {
    while (!closed) {
      asleepSinceNs = System.nanoTime();
      LockSupport.parkNanos(NAP_NS);
      worstNs = worstNs();
    }
  }

  /** The longest delay so far, in nanoseconds. */
  public long worstNs() {
    return Math.max(worstNs, System.nanoTime() - asleepSinceNs - NAP_NS);
  }

  @Override
  public void close() {
    closed = true;
  }
}
