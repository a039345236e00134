package dev.echo7.server;

import io.netty.channel.EventLoopGroup;
import java.util.concurrent.TimeUnit;

/**
 * Looks once a second which connections have moved a byte, so that a read need not look at a clock.
 */
final class ActivityLook implements Runnable {
  private static final long EVERY_MS = 1_000;

  private final ConnectionTable table;

  private ActivityLook(ConnectionTable table) {
    this.table = table;
  }

  /** Looks on one of the event loops, until that ends. */
  static void start(ConnectionTable table, EventLoopGroup loops) {
    loops.scheduleWithFixedDelay(
        new ActivityLook(table), EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void run() {
    long nowNs = System.nanoTime();
    table.all().forEach(connection -> connection.lookAt(nowNs));
  }
}
