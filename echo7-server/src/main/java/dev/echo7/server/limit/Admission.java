package dev.echo7.server.limit;

import dev.echo7.events.ServerEvents;
import dev.echo7.server.listen.AcceptGate;
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
  private final List<AcceptGate> gates = new CopyOnWriteArrayList<>();

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

  public void add(AcceptGate gate) {
    gates.add(gate);
  }

  public void remove(AcceptGate gate) {
    gates.remove(gate);
  }

  /** Takes a place; whoever got one gives it back by {@link #leave}. */
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

  /** A connection is closed: whoever waits for a place is woken. */
  public void leave() {
    open.decrementAndGet();
    wakeIfThereIsRoom();
  }

  /** The gate that calls has stopped its listener: it is woken when there is a place. */
  public void await() {
    awaited.set(true);
    tell();
    wakeIfThereIsRoom();
  }

  private void wakeIfThereIsRoom() {
    if (awaited.get() && !isFull() && awaited.getAndSet(false)) {
      gates.forEach(AcceptGate::wake);
    }
  }

  private void tell() {
    long nowNs = System.nanoTime();
    long dueNs = nextTellNs.get();
    if (nowNs - dueNs >= 0 && nextTellNs.compareAndSet(dueNs, nowNs + TELL_EVERY_NS)) {
      events.failed(
          "all of " + max + " connections are in use; new clients wait (--max-connections)");
    }
  }
}
