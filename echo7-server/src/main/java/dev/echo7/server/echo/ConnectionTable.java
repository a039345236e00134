package dev.echo7.server.echo;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  private final CutShort cutShort = new CutShort();
  private final Set<OpenConnection> open = ConcurrentHashMap.newKeySet();

  long nextId() {
    return lastId.incrementAndGet();
  }

  void add(OpenConnection connection) {
    open.add(connection);
  }

  void remove(OpenConnection connection) {
    open.remove(connection);
  }

  /** The one with this id; null if it is not open. Looks at all of them: for an operator. */
  public @Nullable OpenConnection find(long id) {
    return open.stream().filter(each -> each.view().id() == id).findAny().orElse(null);
  }

  /** Counts those of its connections that were cut. */
  CutShort cutShort() {
    return cutShort;
  }

  /** A live view: it may change during iteration. */
  public Collection<OpenConnection> all() {
    return Collections.unmodifiableSet(open);
  }

  public int size() {
    return open.size();
  }
}
