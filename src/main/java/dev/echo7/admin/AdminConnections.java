package dev.echo7.admin;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All connections to the admin endpoint: at most {@value #MAX}, none slower than it may be.
 *
 * <p>Confined to the event loop.
 */
final class AdminConnections {
  static final int MAX = 256;

  private final Set<AdminConnection> open = new HashSet<>();
  private volatile int count;

  /** Admits one more; of too many, the one goes that waited longest for a request to come. */
  void add(AdminConnection connection) {
    if (open.size() >= MAX) {
      Optional<AdminConnection> idle =
          open.stream()
              .filter(AdminConnection::isWaiting)
              .min(Comparator.comparingLong(AdminConnection::sinceNs));
      idle.orElse(connection).close();
    }
    if (connection.channel().isOpen()) {
      open.add(connection);
    }
    count = open.size();
  }

  void remove(AdminConnection connection) {
    open.remove(connection);
    count = open.size();
  }

  /** Cuts those that are late; to be called about once a second. */
  void sweep() {
    long nowNs = System.nanoTime();
    all().stream().filter(each -> each.isLate(nowNs)).forEach(AdminConnection::close);
  }

  List<AdminConnection> all() {
    return List.copyOf(open);
  }

  /** How many there are; any thread. */
  int count() {
    return count;
  }
}
