package dev.echo7.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.events.Closing;
import dev.echo7.events.Connection;
import dev.echo7.events.Peer;
import dev.echo7.events.Rejection;
import dev.echo7.events.ServerEvents;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Remembers what a server told, one line each, for a test to wait for. */
public final class RecordedNews implements ServerEvents {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<Connection> connections = new CopyOnWriteArrayList<>();

  @Override
  public void opened(Connection connection) {
    connections.add(connection);
    lines.add("opened " + connection.peer().text());
  }

  @Override
  public void closed(Connection connection, Closing closing) {
    lines.add(
        String.format(
            Locale.ROOT,
            "closed %d %d %s by %s",
            connection.bytesIn(),
            connection.bytesOut(),
            closing.reason(),
            closing.first()));
  }

  @Override
  public void rejected(Peer peer, Rejection reason) {
    lines.add("rejected " + reason.name());
  }

  @Override
  public void truncated(Peer peer) {
    lines.add("truncated");
  }

  @Override
  public void failed(String problem) {
    lines.add("failed " + problem);
  }

  @Override
  public void noticed(String notice) {
    lines.add("noticed " + notice);
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** Those that were opened, in that order. */
  public List<Connection> connections() {
    return List.copyOf(connections);
  }

  /** Waits at most 20 s for a line that begins so. */
  public void await(String start) {
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (lines.stream().noneMatch(line -> line.startsWith(start))) {
      assertTrue(System.nanoTime() < endNs, () -> "no '" + start + "' among " + lines);
      Pause.briefly();
    }
  }
}
