package dev.echo7.server.config;

import java.time.Duration;

/**
 * Limits of connections; 0 turns a limit off.
 *
 * @param maxConnections open at once; 0 for what the descriptor limit leaves
 * @param maxConnectionsPerSource open at once from an IPv4 address or an IPv6 /64
 * @param connectionRate opened per second by one of these
 * @param idleTimeout how long nothing may move in either direction
 * @param maxLifetime how long a connection may be open
 * @param maxBytes how many bytes a connection may have echoed
 * @param patience how long a connection that one of these ends may take to receive the rest of its
 *     echo
 */
public record Limits(
    int maxConnections,
    int maxConnectionsPerSource,
    int connectionRate,
    Duration idleTimeout,
    Duration maxLifetime,
    long maxBytes,
    Duration patience) {

  /** As good as never, and still within the range of {@link System#nanoTime}. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** As many connections as there are descriptors for, and nothing else. */
  public static final Limits NONE =
      new Limits(0, 0, 0, Duration.ZERO, Duration.ZERO, 0, Duration.ofSeconds(10));

  /** A duration within what can be measured: from zero to a hundred years. */
  public static Duration clamped(Duration time) {
    if (time.isNegative()) {
      return Duration.ZERO;
    }
    return time.compareTo(LONGEST) > 0 ? LONGEST : time;
  }

  public Limits {
    if (maxConnections < 0
        || maxConnectionsPerSource < 0
        || connectionRate < 0
        || idleTimeout.isNegative()
        || maxLifetime.isNegative()
        || maxBytes < 0
        || patience.isNegative()) {
      throw new IllegalArgumentException("a limit below 0");
    }
    idleTimeout = clamped(idleTimeout);
    maxLifetime = clamped(maxLifetime);
    patience = clamped(patience);
  }
}
