package dev.echo7.server.echo;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Every open connection: the lecture's connected descriptors, each of which "can be closed to break
 * connection to particular client".
 *
 * <p>Safe for any thread. A connection enters when it is accepted and leaves when it is closed.
 */
public final class ConnectionTable {
  private final AtomicLong lastId = new AtomicLong();
  private final AtomicInteger cutShort = new AtomicInteger();
  private final Map<Long, EchoHandler> byId = new ConcurrentHashMap<>();

  long nextId() {
    return lastId.incrementAndGet();
  }

  void add(EchoHandler connection) {
    byId.put(connection.id(), connection);
  }

  void remove(EchoHandler connection) {
    byId.remove(connection.id());
  }

  /** The one with this id; null if it is not open. */
  public @Nullable EchoHandler find(long id) {
    return byId.get(id);
  }

  /** One is ended that may miss bytes: cut by us, or reset while it was owed some. */
  void countCutShort() {
    cutShort.incrementAndGet();
  }

  /** How many such there were so far. */
  int cutShort() {
    return cutShort.get();
  }

  /** A live view: may change while it is walked. */
  public Collection<EchoHandler> all() {
    return byId.values();
  }

  public int size() {
    return byId.size();
  }
}
