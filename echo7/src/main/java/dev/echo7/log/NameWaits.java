package dev.echo7.log;

import dev.echo7.events.Connection;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * Holds lines until the peer's name has been looked up, together with all later lines of the same
 * connection. Lines of other connections overtake them. Used on the log's thread only.
 */
final class NameWaits {
  private static final int MAX_LINES = 4_096;

  /** The lines of a connection whose peer's name is being looked up. */
  private record Waiting(CompletableFuture<String> name, Queue<LogEntry.OfConnection> lines) {}

  private final Map<Connection, Waiting> waiting = new LinkedHashMap<>();
  private final BiConsumer<LogEntry.OfConnection, String> release;
  private int lines;

  /**
   * @param release receives each line that need not wait any more, with the name
   */
  NameWaits(BiConsumer<LogEntry.OfConnection, String> release) {
    this.release = release;
  }

  /** Whether lines of this connection are waiting. */
  boolean holds(Connection connection) {
    return waiting.containsKey(connection);
  }

  /** Makes the lines of this connection wait from now on. */
  void begin(Connection connection, CompletableFuture<String> name) {
    waiting.put(connection, new Waiting(name, new ArrayDeque<>()));
  }

  /** Adds a line behind the others of its connection; false if there is no room for it. */
  boolean add(LogEntry.OfConnection line) {
    Waiting ahead = waiting.get(line.connection());
    if (ahead == null || lines == MAX_LINES) {
      return false;
    }
    lines++;
    return ahead.lines.add(line);
  }

  /** Releases the lines whose names are known by now, in order of arrival. */
  void releaseNamed() {
    Iterator<Waiting> all = waiting.values().iterator();
    while (all.hasNext()) {
      Waiting next = all.next();
      if (next.name.isDone()) {
        all.remove();
        release(next);
      }
    }
  }

  /** Releases all lines. Name lookups have a deadline, so this ends. */
  void releaseAll() {
    waiting.values().forEach(this::release);
    waiting.clear();
  }

  private void release(Waiting named) {
    lines -= named.lines.size();
    String name = named.name.join();
    named.lines.forEach(line -> release.accept(line, name));
  }
}
