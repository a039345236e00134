package dev.echo7.server.limit;

import dev.echo7.events.Rejection;
import dev.echo7.server.config.Limits;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How many connections each source may have open, and how many it may open per second.
 *
 * <p>Safe for any thread. {@link SourceTable} defines what a source is.
 */
public final class SourceLimits {
  /** The ticket of a connection that is counted in the shared entry; no source has this key. */
  private static final long COMMON_TICKET = 0;

  private final SourceTable table = new SourceTable();
  private final int maxOpen;
  private final long intervalNs;
  private final long startNs = System.nanoTime();

  /**
   * @param maxOpen connections that one source may have open; 0 for any number
   * @param perSecond connections that one source may open per second; 0 for any number
   */
  SourceLimits(int maxOpen, int perSecond) {
    this.maxOpen = maxOpen;
    this.intervalNs = perSecond == 0 ? 0 : Math.max(1, TimeUnit.SECONDS.toNanos(1) / perSecond);
  }

  /** The limits of a server; null if it has none. */
  public static @Nullable SourceLimits of(Limits limits) {
    int open = limits.maxConnectionsPerSource();
    int rate = limits.connectionRate();
    return open == 0 && rate == 0 ? null : new SourceLimits(open, rate);
  }

  /**
   * Checks a new connection. An admitted one counts until it is closed.
   *
   * @return null if it may begin
   */
  public @Nullable Rejection admit(InetAddress source, Channel connection) {
    long key = SourceTable.keyOf(source);
    long ticket;
    synchronized (table) {
      long elapsedNs = System.nanoTime() - startNs;
      int entry = table.enter(key, elapsedNs);
      if (maxOpen > 0 && table.held(entry) >= maxOpen) {
        return Rejection.TOO_MANY_FROM_SOURCE;
      }
      if (intervalNs > 0 && !table.take(entry, intervalNs, elapsedNs)) {
        return Rejection.TOO_FAST_FROM_SOURCE;
      }
      table.hold(entry);
      ticket = entry == SourceTable.COMMON ? COMMON_TICKET : key;
    }
    connection.closeFuture().addListener(closed -> release(ticket));
    return null;
  }

  private void release(long ticket) {
    synchronized (table) {
      table.release(ticket == COMMON_TICKET ? SourceTable.COMMON : table.find(ticket));
    }
  }
}
