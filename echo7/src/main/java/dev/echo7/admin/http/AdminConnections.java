package dev.echo7.admin.http;

import io.netty.channel.Channel;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All connections to the admin endpoint, at most {@value #MAX}; enforces their timeouts.
 *
 * <p>Confined to the event loop.
 */
public final class AdminConnections {
  public static final int MAX = 256;

  private final Set<AdminConnection> open = new HashSet<>();
  private volatile int count;

  /** The handler of a new connection. */
  public AdminConnection accept(Channel channel) {
    return new AdminConnection(channel, this::add, this::remove);
  }

  /**
   * Admits one more. If there are too many, closes the one that has waited longest for a request:
   * silent connections must not lock out others.
   */
  private void add(AdminConnection connection) {
    if (open.size() >= MAX) {
      long nowNs = System.nanoTime();
      Optional<AdminConnection> silent =
          open.stream()
              .filter(AdminConnection::awaitsRequest)
              .max(Comparator.comparingLong(each -> nowNs - each.sinceNs()));
      AdminConnection leaving = silent.orElse(connection);
      // Now: it reports its close only after others of the same burst have arrived.
      open.remove(leaving);
      leaving.close();
    }
    if (connection.channel().isOpen()) {
      open.add(connection);
    }
    count = open.size();
  }

  private void remove(AdminConnection connection) {
    open.remove(connection);
    count = open.size();
  }

  /** Closes those whose timeout has expired; to be called about once per second. */
  public void sweep() {
    long nowNs = System.nanoTime();
    all().stream().filter(each -> each.isLate(nowNs)).forEach(AdminConnection::close);
  }

  List<AdminConnection> all() {
    return List.copyOf(open);
  }

  /** How many there are; any thread. */
  public int count() {
    return count;
  }
}
