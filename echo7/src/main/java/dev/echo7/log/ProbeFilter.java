package dev.echo7.log;

import dev.echo7.events.Connection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Delays the line about an opened connection until its first byte, for a second at most. A health
 * probe, which closes before that without a byte, then needs one line, not two. A connection on
 * which a fault has acted is none.
 *
 * <p>The event loops are not involved: while lines are delayed, this checks the connections' byte
 * counts every 50 ms. Used on the log's thread only.
 */
final class ProbeFilter {
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long LOOK_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int MAX_HELD = 16_384;

  private record Held(LogEntry.Opened opened, long sinceNs) {}

  private final Map<Connection, Held> held = new LinkedHashMap<>();
  private final boolean tellProbes;
  private final Consumer<LogEntry.OfConnection> release;
  private long nextLookNs;

  /**
   * @param tellProbes whether probes are logged at all
   * @param release receives the lines that need not wait any more
   */
  ProbeFilter(boolean tellProbes, Consumer<LogEntry.OfConnection> release) {
    this.tellProbes = tellProbes;
    this.release = release;
  }

  /** Whether no line is delayed. */
  boolean isEmpty() {
    return held.isEmpty();
  }

  /**
   * Takes a line that may have to wait, or that belongs to a probe; false if it is to be written
   * now.
   */
  boolean take(LogEntry.OfConnection line, long nowNs) {
    Connection connection = line.connection();
    if (line instanceof LogEntry.Opened opened) {
      if (connection.bytesIn() > 0 || held.size() == MAX_HELD) {
        return false;
      }
      if (held.isEmpty()) {
        nextLookNs = nowNs + LOOK_EVERY_NS;
      }
      held.put(connection, new Held(opened, nowNs));
      return true;
    }
    Held before = held.remove(connection);
    if (before == null) {
      return false;
    }
    if (line instanceof LogEntry.Closed closed
        && connection.bytesIn() == 0
        && connection.faultHits().isEmpty()) {
      if (tellProbes) {
        release.accept(new LogEntry.Probe(closed));
      }
      return true;
    }
    release.accept(before.opened);
    return false;
  }

  /**
   * If a check is due, releases the lines whose connection has sent a byte or whose second is over.
   */
  void look(long nowNs) {
    if (held.isEmpty() || nowNs - nextLookNs < 0) {
      return;
    }
    nextLookNs = nowNs + LOOK_EVERY_NS;
    Iterator<Held> all = held.values().iterator();
    while (all.hasNext()) {
      Held next = all.next();
      if (next.opened.connection().bytesIn() > 0 || nowNs - next.sinceNs >= PATIENCE_NS) {
        all.remove();
        release.accept(next.opened);
      }
    }
  }

  /** How long until the next check; {@code Long.MAX_VALUE} if no line is delayed. */
  long waitNs(long nowNs) {
    return held.isEmpty() ? Long.MAX_VALUE : nextLookNs - nowNs;
  }

  void releaseAll() {
    held.values().forEach(each -> release.accept(each.opened));
    held.clear();
  }
}
