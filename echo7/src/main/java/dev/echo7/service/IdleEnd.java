package dev.echo7.service;

import dev.echo7.server.EchoServer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a server ends by itself: after some time without a connection or a datagram. For one
 * thread, which asks regularly.
 */
public final class IdleEnd {
  private static final long MAX_INTERVAL_MS = 1_000;

  private final EchoServer server;
  private final @Nullable Duration idle;
  private long datagrams;
  private long quietSinceNs = System.nanoTime();

  /**
   * @param idle how long; null for never
   */
  public IdleEnd(EchoServer server, @Nullable Duration idle) {
    this.server = server;
    this.idle = idle;
    this.datagrams = server.datagrams().received();
  }

  /** How often to ask, in milliseconds. */
  public long intervalMs() {
    return idle == null
        ? MAX_INTERVAL_MS
        : Math.min(MAX_INTERVAL_MS, Math.max(1, idle.toMillis() / 4));
  }

  /** Whether the server has been idle for that long. */
  public boolean isDue() {
    if (idle == null) {
      return false;
    }
    long datagramsNow = server.datagrams().received();
    if (server.connections() > 0 || datagramsNow != datagrams) {
      datagrams = datagramsNow;
      quietSinceNs = System.nanoTime();
      return false;
    }
    return System.nanoTime() - quietSinceNs >= idle.toNanos();
  }
}
