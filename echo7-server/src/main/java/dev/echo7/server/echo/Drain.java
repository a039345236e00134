package dev.echo7.server.echo;

import dev.echo7.events.CloseReason;
import dev.echo7.server.config.DrainReceipt;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends the connections of a server that no longer accepts: each gets the rest of its echo.
 *
 * <p>Each connection is watched on its own event loop ({@link HalfCloseWatch}), since only there is
 * it certain that everything that had arrived has been read. Runs once, on the calling thread,
 * until all connections have ended or the grace period is over.
 */
public final class Drain {
  private static final long LOOK_EVERY_NS = Duration.ofMillis(10).toNanos();

  /** How long to wait for the tasks of all event loops together, which normally run at once. */
  private static final long LOOP_PATIENCE_NS = Duration.ofSeconds(1).toNanos();

  private final ConnectionTable table;
  private final EventLoopGroup loops;

  public Drain(ConnectionTable table, EventLoopGroup loops) {
    this.table = table;
    this.loops = loops;
  }

  public DrainReceipt run(Duration patience) {
    awaitAccepted();
    int before = table.size();
    int cutBefore = table.cutShort().connections();
    long endNs = System.nanoTime() + patience.toNanos();
    if (!patience.isZero() && !patience.isNegative()) {
      for (OpenConnection connection : table.all()) {
        unlessEnded(connection::drain);
      }
    }
    while (isAnyServed() && System.nanoTime() - endNs < 0) {
      LockSupport.parkNanos(LOOK_EVERY_NS);
    }
    int left = table.size();
    List<ChannelFuture> cuts = new ArrayList<>();
    for (OpenConnection connection : table.all()) {
      unlessEnded(() -> cuts.add(connection.cut(CloseReason.CUT)));
    }
    await(cuts);
    int cut = Math.max(table.cutShort().connections() - cutBefore, left);
    return new DrainReceipt(Math.max(0, before - cut), cut);
  }

  /** A connection accepted at the last moment may not have reached its event loop yet. */
  private void awaitAccepted() {
    List<Future<?>> passes = new ArrayList<>();
    loops.forEach(loop -> unlessEnded(() -> passes.add(loop.submit(() -> {}))));
    await(passes);
  }

  /** Connections of an event loop that has ended stay in the table, and cannot be served. */
  private boolean isAnyServed() {
    return table.all().stream().anyMatch(each -> !each.view().channel().eventLoop().isShutdown());
  }

  /** An event loop that has ended takes no more tasks; the others still do. */
  private static void unlessEnded(Runnable task) {
    try {
      task.run();
    } catch (RejectedExecutionException e) {
      // Its connections are lost.
    }
  }

  /** Waits for event loops, but not for ever: one may be stuck, and the server must end. */
  private static void await(List<? extends Future<?>> done) {
    long endNs = System.nanoTime() + LOOP_PATIENCE_NS;
    for (Future<?> each : done) {
      each.awaitUninterruptibly(Math.max(0, endNs - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
  }
}
