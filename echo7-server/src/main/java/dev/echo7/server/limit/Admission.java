package dev.echo7.server.limit;

import dev.echo7.events.ServerEvents;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many connections a server has open, never more than its limit; at the limit its listeners do
 * not accept, and new clients wait in the kernel's backlog.
 *
 * <p>A connection counts from its accept to its close, also while its PROXY header or its TLS
 * handshake is awaited. Safe for any thread.
 */
public final class Admission {
  private static final long TELL_EVERY_NS = TimeUnit.SECONDS.toNanos(1);

  private volatile int max;
  private final ServerEvents events;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicBoolean awaited = new AtomicBoolean();
  private final AtomicLong nextTellNs = new AtomicLong(System.nanoTime());
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  public Admission(int max, ServerEvents events) {
    this.max = max;
    this.events = events;
  }

  /** Sets the limit once all listeners are open and their descriptors are known. */
  public void limit(int connections) {
    max = connections;
  }

  public int max() {
    return max;
  }

  /**
   * Adds a listener.
   *
   * @param wake run when a place may be free, on the thread of the connection that left
   */
  public void add(Runnable wake) {
    listeners.add(wake);
  }

  public void remove(Runnable wake) {
    listeners.remove(wake);
  }

  /** Takes a place, to be given back by {@link #leave}; false if all are taken. */
  public boolean enter() {
    if (open.incrementAndGet() <= max) {
      return true;
    }
    leave();
    return false;
  }

  public boolean isFull() {
    return open.get() >= max;
  }

  /** Gives a place back, and wakes the listeners if they wait for one. */
  public void leave() {
    open.decrementAndGet();
    wakeIfThereIsRoom();
  }

  /** The caller has stopped accepting: wakes it when a place is free. */
  public void await() {
    awaited.set(true);
    tell();
    wakeIfThereIsRoom();
  }

  private void wakeIfThereIsRoom() {
    if (awaited.get() && !isFull() && awaited.getAndSet(false)) {
      listeners.forEach(Runnable::run);
    }
  }

  private void tell() {
    long nowNs = System.nanoTime();
    long dueNs = nextTellNs.get();
    if (nowNs - dueNs >= 0 && nextTellNs.compareAndSet(dueNs, nowNs + TELL_EVERY_NS)) {
      events.failed(
          (max == 1 ? "the only connection is" : "all " + max + " connections are")
              + " in use; new clients wait (--max-connections)");
    }
  }
}
