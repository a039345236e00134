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
 * The end of a server that no longer accepts: every connection gets what is owed to it.
 *
 * <p>Each connection is watched on its own event loop ({@link HalfCloseWatch}), since only there is
 * it certain that what had arrived has been read. Runs once, on the thread that called, until all
 * are gone or patience has run out.
 */
public final class Drain {
  private static final long LOOK_EVERY_NS = Duration.ofMillis(10).toNanos();

  /** How long to wait for the tasks of all event loops together, which normally run at once. */
  private static final long LOOP_PATIENCE_NS = Duration.ofSeconds(1).toNanos();

  /** Patience is kept here, for all connections at once. */
  private static final long NEVER_NS = Long.MAX_VALUE / 2;

  private final ConnectionTable table;
  private final EventLoopGroup loops;

  public Drain(ConnectionTable table, EventLoopGroup loops) {
    this.table = table;
    this.loops = loops;
  }

  public DrainReceipt run(Duration patience) {
    awaitAccepted();
    int before = table.size();
    int cutBefore = table.cutShort();
    long endNs = System.nanoTime() + patience.toNanos();
    if (!patience.isZero() && !patience.isNegative()) {
      for (EchoHandler connection : table.all()) {
        unlessEnded(() -> new HalfCloseWatch(connection, CloseReason.DRAIN, NEVER_NS).start());
      }
    }
    while (isAnyServed() && System.nanoTime() - endNs < 0) {
      LockSupport.parkNanos(LOOK_EVERY_NS);
    }
    int left = table.size();
    List<ChannelFuture> cuts = new ArrayList<>();
    for (EchoHandler connection : table.all()) {
      unlessEnded(() -> cuts.add(connection.cut(CloseReason.CUT)));
    }
    await(cuts);
    int cut = Math.max(table.cutShort() - cutBefore, left);
    return new DrainReceipt(Math.max(0, before - cut), cut);
  }

  /** A connection accepted at the last moment may still be on its way to its event loop. */
  private void awaitAccepted() {
    List<Future<?>> passes = new ArrayList<>();
    loops.forEach(loop -> unlessEnded(() -> passes.add(loop.submit(() -> {}))));
    await(passes);
  }

  /** What an ended event loop has left open stays on the table, and nothing becomes of it. */
  private boolean isAnyServed() {
    return table.all().stream().anyMatch(each -> !each.channel().eventLoop().isShutdown());
  }

  /** An event loop that has ended takes no more tasks; the others have theirs to finish. */
  private static void unlessEnded(Runnable task) {
    try {
      task.run();
    } catch (RejectedExecutionException e) {
      // What it served is beyond help, and cut.
    }
  }

  /** Waits for what event loops do, but for none that is stuck: the server has to end. */
  private static void await(List<? extends Future<?>> done) {
    long endNs = System.nanoTime() + LOOP_PATIENCE_NS;
    for (Future<?> each : done) {
      each.awaitUninterruptibly(Math.max(0, endNs - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
  }
}
