package dev.echo7.server.echo;

import dev.echo7.events.CloseReason;
import dev.echo7.net.Transport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * The traffic of all connections of a server, added up on request: the sum of those that are
 * closed, plus the counts of each that is open.
 *
 * <p>A connection leaves the table and is added to the sum of the closed ones in one step. To add
 * up, the connections in the table are copied, the sum of the closed ones is read, and those of the
 * copy that have closed in between are skipped. So each is counted exactly once, and a later result
 * is never less. Event loops wait at most while a few numbers are read.
 */
public final class ConnectionTotals {
  private final ConnectionTable table;
  private final Map<Transport, LongAdder> opened = new EnumMap<>(Transport.class);

  private final Object oneAtATime = new Object();

  // Guarded by this.
  private final Map<CloseReason, Long> closed = new EnumMap<>(CloseReason.class);
  private final Set<OpenConnection> leftMeanwhile =
      Collections.newSetFromMap(new IdentityHashMap<>());
  private boolean adding;
  private Traffic gone = new Traffic(0, 0, 0, 0);

  /**
   * The traffic of connections.
   *
   * @param probes the number of connections that ended without a byte
   */
  public record Traffic(long bytesIn, long bytesOut, long reads, long probes) {
    private Traffic with(ConnectionView connection, long probe) {
      return new Traffic(
          bytesIn + connection.bytesIn(),
          bytesOut + connection.bytesOut(),
          reads + connection.reads(),
          probes + probe);
    }
  }

  public ConnectionTotals(ConnectionTable table) {
    this.table = table;
    for (Transport transport : Transport.OF_CONNECTIONS) {
      opened.put(transport, new LongAdder());
    }
    for (CloseReason reason : CloseReason.values()) {
      closed.put(reason, 0L);
    }
  }

  /** Counts a connection that has begun. On its event loop. */
  void opened(ConnectionView connection) {
    LongAdder count = opened.get(connection.transport());
    if (count == null) {
      throw new IllegalStateException("not a connection's transport: " + connection.transport());
    }
    count.increment();
  }

  /** Counts a connection that had begun and is closed, and removes it from the table. */
  synchronized void closed(OpenConnection connection, CloseReason reason) {
    table.remove(connection);
    closed.merge(reason, 1L, Long::sum);
    gone = gone.with(connection.view(), connection.view().bytesIn() == 0 ? 1 : 0);
    if (adding) {
      leftMeanwhile.add(connection);
    }
  }

  public Map<Transport, Long> opened() {
    Map<Transport, Long> counts = new EnumMap<>(Transport.class);
    opened.forEach((transport, count) -> counts.put(transport, count.sum()));
    return counts;
  }

  public synchronized Map<CloseReason, Long> closed() {
    return new EnumMap<>(closed);
  }

  /** Adds up the traffic; one call at a time. Any thread but an event loop. */
  public Traffic traffic() {
    synchronized (oneAtATime) {
      List<OpenConnection> open = new ArrayList<>();
      Set<OpenConnection> left = Collections.newSetFromMap(new IdentityHashMap<>());
      begin();
      open.addAll(table.all());
      Traffic sum = end(left);
      for (OpenConnection connection : open) {
        if (!left.contains(connection)) {
          sum = sum.with(connection.view(), 0);
        }
      }
      return sum;
    }
  }

  private synchronized void begin() {
    adding = true;
    leftMeanwhile.clear();
  }

  private synchronized Traffic end(Set<OpenConnection> left) {
    adding = false;
    left.addAll(leftMeanwhile);
    leftMeanwhile.clear();
    return gone;
  }
}
