package dev.echo7.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The end of a server that no longer accepts: every connection gets what is owed to it.
 *
 * <p>A connection is done when nothing arrived between two looks and nothing waits to go out. Then
 * our FIN goes out, and the peer has a moment to answer with its own. Runs once, on the thread that
 * called.
 */
final class Drain {
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  /** How long a peer to which nothing is owed may take to answer our FIN. */
  private static final Duration FIN_PATIENCE = Duration.ofSeconds(1);

  private final ConnectionTable table;
  private final Map<EchoHandler, Long> bytesAtLastLook = new HashMap<>();
  private final Map<EchoHandler, Long> finishedAtNs = new HashMap<>();
  private final Set<EchoHandler> cut = new HashSet<>();

  Drain(ConnectionTable table) {
    this.table = table;
  }

  DrainReceipt run(Duration patience) {
    int before = table.size();
    long endNs = System.nanoTime() + patience.toNanos();
    while (table.size() > 0 && System.nanoTime() - endNs < 0) {
      table.all().forEach(this::look);
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    for (EchoHandler connection : table.all()) {
      if (!finishedAtNs.containsKey(connection)) {
        cut.add(connection);
      }
      connection.cut();
    }
    return new DrainReceipt(Math.max(0, before - cut.size()), cut.size());
  }

  private void look(EchoHandler connection) {
    long nowNs = System.nanoTime();
    Long finished = finishedAtNs.get(connection);
    if (finished != null) {
      if (nowNs - finished > FIN_PATIENCE.toNanos()) {
        connection.cut();
      }
      return;
    }
    long bytes = connection.bytesIn();
    Long bytesBefore = bytesAtLastLook.put(connection, bytes);
    if (bytesBefore != null && bytesBefore == bytes && connection.bytesOwed() == 0) {
      finishedAtNs.put(connection, nowNs);
      connection.finish();
    }
  }
}
