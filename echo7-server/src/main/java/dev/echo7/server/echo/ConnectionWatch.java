package dev.echo7.server.echo;

import dev.echo7.events.CloseReason;
import dev.echo7.events.HelperStep;
import dev.echo7.events.ServerEvents;
import dev.echo7.server.config.Limits;
import dev.echo7.server.netty.DaemonThread;
import dev.echo7.server.netty.NioPoll;
import dev.echo7.server.netty.UntakenBytes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Checks every connection once per second, or more often for a short idle timeout: when bytes last
 * moved on it, and whether it has been idle or open for too long.
 *
 * <p>On a thread of its own, so that a walk over many connections delays none of them; connections
 * are ended on their event loops. A timeout is noticed late: by at most an eighth of it, and at
 * most one second.
 */
public final class ConnectionWatch implements Runnable, AutoCloseable {
  private static final long LONGEST_PERIOD_NS = Duration.ofSeconds(1).toNanos();
  private static final long SHORTEST_PERIOD_NS = Duration.ofMillis(10).toNanos();
  private static final int LOOKS_A_TIMEOUT = 8;

  private final ConnectionTable table;
  private final long idleNs;
  private final long lifetimeNs;
  private final long periodNs;
  private final ServerEvents events;
  private final Runnable chores;
  private final boolean polls;
  private final UntakenBytes untaken = new UntakenBytes();
  private final Thread thread;
  private volatile boolean closed;

  private ConnectionWatch(
      ConnectionTable table, Limits limits, ServerEvents events, boolean polls, Runnable chores) {
    this.table = table;
    this.events = events;
    this.polls = polls;
    this.chores = chores;
    this.idleNs = limits.idleTimeout().toNanos();
    this.lifetimeNs = limits.maxLifetime().toNanos();
    this.periodNs = Math.min(period(idleNs), period(lifetimeNs));
    this.thread = DaemonThread.named("connection-watch", this);
  }

  /**
   * Starts the thread; {@link #close} ends it.
   *
   * @param events receives failures of the thread
   * @param polls whether the transport may miss input ({@link NioPoll})
   * @param chores other tasks to run about once per second; may block briefly
   */
  public static ConnectionWatch start(
      ConnectionTable table, Limits limits, ServerEvents events, boolean polls, Runnable chores) {
    ConnectionWatch watch = new ConnectionWatch(table, limits, events, polls, chores);
    watch.thread.start();
    return watch;
  }

  private static long period(long timeoutNs) {
    return timeoutNs == 0
        ? LONGEST_PERIOD_NS
        : Math.max(SHORTEST_PERIOD_NS, Math.min(LONGEST_PERIOD_NS, timeoutNs / LOOKS_A_TIMEOUT));
  }

  @Override
  public void run() {
    HelperStep looks = new HelperStep("connection-watch", events, this::lookAtAll);
    HelperStep others = new HelperStep("connection-watch", events, chores);
    long choresNs = System.nanoTime();
    while (!closed) {
      looks.run();
      long nowNs = System.nanoTime();
      if (nowNs - choresNs >= LONGEST_PERIOD_NS) {
        choresNs = nowNs;
        others.run();
      }
      LockSupport.parkNanos(periodNs);
    }
  }

  private void lookAtAll() {
    long nowNs = System.nanoTime();
    for (OpenConnection connection : table.all()) {
      look(connection, nowNs);
    }
  }

  private void look(OpenConnection connection, long nowNs) {
    ConnectionView view = connection.view();
    Activity activity = view.activity();
    long bytesIn = view.bytesIn();
    activity.look(nowNs, bytesIn, view.bytesOut());
    if (idleNs > 0 && activity.mayBeTaken(nowNs)) {
      activity.look(nowNs, untaken.of(view.channel()));
    }
    if (view.queuedBytes() > 0) {
      view.lookAtOutput();
    }
    if (polls && isPollDue(nowNs - activity.lastNs())) {
      connection.poll();
    }
    if (lifetimeNs > 0 && nowNs - view.openedAtNs() >= lifetimeNs) {
      connection.expire(CloseReason.LIFETIME, bytesIn);
    } else if (idleNs > 0 && nowNs - activity.lastNs() >= idleNs) {
      connection.expire(CloseReason.IDLE, bytesIn);
    }
  }

  /** After 1, 2, 4, 8 ... seconds of silence. */
  private static boolean isPollDue(long quietNs) {
    return Long.bitCount(TimeUnit.NANOSECONDS.toSeconds(quietNs)) == 1;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    DaemonThread.awaitEnd(thread);
  }
}
