package dev.echo7.admin.http;

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
public final class AdminConnections {
  public static final int MAX = 256;

  private final Set<AdminConnection> open = new HashSet<>();
  private volatile int count;

  /**
   * Admits one more; of too many, the one goes that took longest to send a request: silent ones
   * must not lock out who has something to say.
   */
  void add(AdminConnection connection) {
    if (open.size() >= MAX) {
      long nowNs = System.nanoTime();
      Optional<AdminConnection> silent =
          open.stream()
              .filter(AdminConnection::owesARequest)
              .max(Comparator.comparingLong(each -> nowNs - each.sinceNs()));
      AdminConnection leaving = silent.orElse(connection);
      // At once: it says that it is closed only after others of the same wave have come.
      open.remove(leaving);
      leaving.close();
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
