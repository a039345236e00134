package dev.echo7.server;

import dev.echo7.events.CloseReason;
import dev.echo7.events.ServerEvents;
import io.netty.util.internal.PlatformDependent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What all peers together may leave waiting in our memory: half of the direct memory that the JVM
 * may have. At the JVM's own limit an allocation sleeps and then fails, on the event loop of
 * everybody; so it must never be reached. The other half is for what the allocator keeps beside.
 *
 * <pre>
 *   held  0 ............ half the budget ............... budget ............ the JVM's limit
 *         as ever        who owes is not read from       who has not moved   never
 *                        until it owes nothing           for longest is cut
 * </pre>
 *
 * <p>Event loops report what changes; while nothing is owed there is nothing to report. The cutting
 * is done by a thread of its own, which sleeps until the budget is exceeded.
 */
final class OutputBudget implements Runnable, AutoCloseable {
  private static final long TELL_EVERY_NS = Duration.ofSeconds(1).toNanos();

  /** So often at most what is held is added up, while it is too much. */
  private static final long LOOK_EVERY_NS = Duration.ofMillis(1).toNanos();

  private final ConnectionTable table;
  private final ServerEvents events;
  private final long mostBytes = PlatformDependent.maxDirectMemory() / 2;
  private final AtomicLong held = new AtomicLong();
  private final Thread thread;
  private volatile boolean tight;
  private volatile boolean closed;

  // Of the thread.
  private final Set<EchoHandler> beingCut = new HashSet<>();
  private long untold;
  private long nextTellNs = System.nanoTime();

  /** One that does not cut yet: {@link #start} makes those that do. */
  OutputBudget(ConnectionTable table, ServerEvents events) {
    this.table = table;
    this.events = events;
    this.thread = Thread.ofPlatform().daemon().name("output-budget").unstarted(this);
  }

  /** Starts the thread; {@link #close} ends it. */
  static OutputBudget start(ConnectionTable table, ServerEvents events) {
    OutputBudget budget = new OutputBudget(table, events);
    budget.thread.start();
    return budget;
  }

  /** A connection holds so many bytes more, or less. Any thread. */
  void change(long bytes) {
    long now = held.addAndGet(bytes);
    boolean tightNow = now > mostBytes / 2;
    if (tightNow != tight) {
      tight = tightNow;
    }
    if (now > mostBytes && bytes > 0) {
      LockSupport.unpark(thread);
    }
  }

  /** Whether to read from those only who owe nothing. Any thread; costs next to nothing. */
  boolean isTight() {
    return tight;
  }

  @Override
  public void run() {
    while (!closed) {
      if (held.get() > mostBytes) {
        cutSome();
        tell();
        LockSupport.parkNanos(LOOK_EVERY_NS);
      } else if (untold > 0) {
        tell();
        LockSupport.parkNanos(TELL_EVERY_NS);
      } else {
        LockSupport.park(this);
      }
    }
  }

  /** Cuts until the rest is within the budget. What was reported may be out of date: looks. */
  private void cutSome() {
    beingCut.removeIf(connection -> !connection.channel().isOpen());
    List<Debt> debts = new ArrayList<>();
    long sum = 0;
    for (EchoHandler connection : table.all()) {
      connection.reportIfStale();
      long bytes = connection.bytesOwed();
      if (bytes > 0 && !beingCut.contains(connection)) {
        debts.add(new Debt(connection, connection.lastActiveNs(), bytes));
        sum += bytes;
      }
    }
    long nowNs = System.nanoTime();
    debts.sort(
        Comparator.comparingLong((Debt debt) -> debt.lastNs - nowNs)
            .thenComparing(Comparator.comparingLong(Debt::bytes).reversed()));
    for (Debt debt : debts) {
      if (sum <= mostBytes) {
        return;
      }
      // By RST: the kernel, too, then holds nothing for it any more.
      debt.connection.reset(CloseReason.MEMORY);
      beingCut.add(debt.connection);
      sum -= debt.bytes;
      untold++;
    }
  }

  private record Debt(EchoHandler connection, long lastNs, long bytes) {}

  private void tell() {
    long nowNs = System.nanoTime();
    if (untold > 0 && nowNs - nextTellNs >= 0) {
      nextTellNs = nowNs + TELL_EVERY_NS;
      events.failed(
          "peers that do not read filled all of "
              + mostBytes / (1024 * 1024)
              + " MiB of memory; cut "
              + untold
              + (untold == 1 ? " connection" : " connections"));
      untold = 0;
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
