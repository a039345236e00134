package dev.echo7.log;

import dev.echo7.events.Connection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Holds back the line that a connection has opened until its first byte, or for a second: a health
 * probe, which closes without a byte before that, is one line and not two.
 *
 * <p>The event loops know nothing of it: twenty times a second, while somebody is held, it looks
 * whose count of bytes is no longer 0. Used on the log's thread alone.
 */
final class ProbeHold {
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long LOOK_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int MAX_HELD = 16_384;

  private record Held(LogEntry.Opened opened, long sinceNs) {}

  private final Map<Connection, Held> held = new LinkedHashMap<>();
  private final boolean tellProbes;
  private final Consumer<LogEntry.OfConnection> release;
  private long nextLookNs;

  /**
   * @param tellProbes whether a probe's line goes on, or nowhere
   * @param release takes the lines that need wait no longer
   */
  ProbeHold(boolean tellProbes, Consumer<LogEntry.OfConnection> release) {
    this.tellProbes = tellProbes;
    this.release = release;
  }

  /** Whether nobody is held. */
  boolean isEmpty() {
    return held.isEmpty();
  }

  /** Takes a line that may have to wait, or a probe's; false if it is to go on at once. */
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
    if (line instanceof LogEntry.Closed closed && connection.bytesIn() == 0) {
      if (tellProbes) {
        release.accept(new LogEntry.Probe(closed));
      }
      return true;
    }
    release.accept(before.opened);
    return false;
  }

  /** Lets go whoever has sent a byte, or has been held for long enough, if a look is due. */
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

  /** How long until the next look; for ever if nobody is held. */
  long waitNs(long nowNs) {
    return held.isEmpty() ? Long.MAX_VALUE : nextLookNs - nowNs;
  }

  void releaseAll() {
    held.values().forEach(each -> release.accept(each.opened));
    held.clear();
  }
}
