package dev.echo7.server.echo;

import dev.echo7.events.ServerEvents;
import dev.echo7.server.memory.CountedMemory;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps the pending bytes of all peers together within what {@link CountedMemory} allows, by
 * cutting the longest-idle ones, so that there is always memory for a peer that has nothing
 * pending.
 *
 * <p>The event loop whose read has filled the memory does this before its next read, so that
 * nothing depends on the scheduling of another thread. One instance per server; safe for its event
 * loops.
 */
public final class OutputBudget {
  private static final long TELL_EVERY_NS = Duration.ofSeconds(1).toNanos();

  /** The pause after a check that found no connection to cut. */
  private static final long LOOK_EVERY_NS = Duration.ofMillis(10).toNanos();

  private final ConnectionTable table;
  private final ServerEvents events;
  private final CountedMemory memory;
  private final AtomicBoolean looking = new AtomicBoolean();
  private final AtomicLong untold = new AtomicLong();
  private final AtomicBoolean tellsSoon = new AtomicBoolean();
  private volatile long nextLookNs = System.nanoTime();
  private volatile long nextTellNs = System.nanoTime();

  public OutputBudget(ConnectionTable table, ServerEvents events, CountedMemory memory) {
    this.table = table;
    this.events = events;
    this.memory = memory;
  }

  /** Whether to {@link #relieve} it after each read. Costs next to nothing. */
  boolean isTight() {
    return memory.isTight();
  }

  /**
   * Stops reading from a peer until it has taken its pending bytes, and cuts peers until the rest
   * is within the bound.
   *
   * @param reader the connection whose read has just ended, on this event loop
   */
  void relieve(OpenConnection reader) {
    stopReadingWhilePending(reader);
    EventLoop here = reader.view().channel().eventLoop();
    if (memory.isSpent()) {
      // Other loops may be slow to cut theirs: this one frees as much as it takes.
      cut(ownedByThisLoop(), here);
    } else if (memory.isOver()
        && System.nanoTime() - nextLookNs >= 0
        && looking.compareAndSet(false, true)) {
      try {
        cut(List.copyOf(table.all()), here);
      } finally {
        looking.set(false);
      }
    }
  }

  private static void stopReadingWhilePending(OpenConnection reader) {
    Channel channel = reader.view().channel();
    if (reader.view().queuedBytes() > 0 && channel.config().isAutoRead()) {
      channel.config().setAutoRead(false);
      channel
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(
              taken -> {
                if (taken.isSuccess()) {
                  reader.readIfAllowed();
                }
              });
    }
  }

  private List<OpenConnection> ownedByThisLoop() {
    return table.all().stream()
        .filter(connection -> connection.view().channel().eventLoop().inEventLoop())
        .toList();
  }

  private void cut(List<OpenConnection> connections, EventLoop here) {
    // Frees more than needed, since each look walks over all connections.
    long excess = memory.usedDirectMemory() - memory.mostBytes() / 8 * 7;
    List<Debt> debts = new ArrayList<>();
    for (OpenConnection connection : connections) {
      long bytes = connection.view().heldBytes();
      if (connection.isCutForMemory()) {
        excess -= bytes;
      } else if (bytes > 0) {
        debts.add(new Debt(connection, connection.view().lastActiveNs(), bytes));
      }
    }
    long nowNs = System.nanoTime();
    debts.sort(
        Comparator.comparingLong((Debt debt) -> debt.lastNs - nowNs)
            .thenComparing(Comparator.comparingLong(Debt::bytes).reversed()));
    for (Debt debt : debts) {
      if (excess <= 0) {
        break;
      }
      // With an RST, so that the kernel, too, holds nothing for it any more.
      debt.connection.cutForMemory();
      excess -= debt.bytes;
      untold.incrementAndGet();
    }
    if (debts.isEmpty()) {
      nextLookNs = nowNs + LOOK_EVERY_NS;
    }
    tell(here);
  }

  private record Debt(OpenConnection connection, long lastNs, long bytes) {}

  private void tell(EventLoop here) {
    if (untold.get() > 0 && tellsSoon.compareAndSet(false, true)) {
      long waitNs = Math.max(0, nextTellNs - System.nanoTime());
      here.schedule(this::tellNow, waitNs, TimeUnit.NANOSECONDS);
    }
  }

  private void tellNow() {
    nextTellNs = System.nanoTime() + TELL_EVERY_NS;
    tellsSoon.set(false);
    long cut = untold.getAndSet(0);
    events.failed(
        cut
            + (cut == 1 ? " connection was" : " connections were")
            + " reset: peers that do not read filled the "
            + memory.mostBytes() / (1024 * 1024)
            + " MiB output budget");
  }
}
