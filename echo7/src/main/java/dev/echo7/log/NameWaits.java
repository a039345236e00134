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
 * Lines that wait for a peer's name, and with each all later lines of its connection; those of
 * others pass. Used on the log's thread alone.
 */
final class NameWaits {
  private static final int MAX_LINES = 4_096;

  /** The lines of a connection whose peer's name is being looked up. */
  private record Waiting(CompletableFuture<String> name, Queue<LogEntry.OfConnection> lines) {}

  private final Map<Connection, Waiting> waiting = new LinkedHashMap<>();
  private final BiConsumer<LogEntry.OfConnection, String> release;
  private int lines;

  /**
   * @param release takes each line whose wait is over, with the name
   */
  NameWaits(BiConsumer<LogEntry.OfConnection, String> release) {
    this.release = release;
  }

  /** Whether lines of this connection wait. */
  boolean holds(Connection connection) {
    return waiting.containsKey(connection);
  }

  /** From now on the lines of this connection wait. */
  void begin(Connection connection, CompletableFuture<String> name) {
    waiting.put(connection, new Waiting(name, new ArrayDeque<>()));
  }

  /** Lets a line wait behind the others of its connection; false if there is no place for it. */
  boolean add(LogEntry.OfConnection line) {
    Waiting ahead = waiting.get(line.connection());
    if (ahead == null || lines == MAX_LINES) {
      return false;
    }
    lines++;
    return ahead.lines.add(line);
  }

  /** Whoever waits for a name that is known by now goes, in the order in which they came. */
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

  /** All go; names have a deadline, so this ends. */
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
