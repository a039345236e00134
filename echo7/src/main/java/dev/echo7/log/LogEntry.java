package dev.echo7.log;

import dev.echo7.events.Closing;
import dev.echo7.events.Connection;
import dev.echo7.events.Datagram;
import dev.echo7.events.DropReason;
import dev.echo7.events.FaultHit;
import dev.echo7.events.Peer;
import dev.echo7.events.Rejection;
import java.time.Duration;
import java.time.Instant;

/** A line on its way to the log's thread. A {@link LineFormat} formats it. */
sealed interface LogEntry {

  /** A line about a connection. Lines about the same connection stay in order. */
  sealed interface OfConnection extends LogEntry {
    Connection connection();
  }

  record Opened(Connection connection, Instant at) implements OfConnection {}

  record Received(Connection connection, int bytes, Instant at) implements OfConnection {}

  /** A fault acted on request. */
  record Faulted(Connection connection, FaultHit hit, Instant at) implements OfConnection {}

  record Closed(Connection connection, Closing closing, Instant at, long durationNs)
      implements OfConnection {

    /** When a fault acted on the connection. */
    Instant timeOf(FaultHit hit) {
      return at.minusNanos(connection.openedAtNs() + durationNs - hit.atNs());
    }
  }

  /** A connection was opened and closed again without a byte, as health probes do. */
  record Probe(Closed end) implements OfConnection {
    @Override
    public Connection connection() {
      return end.connection();
    }
  }

  /** A datagram was echoed. */
  record Echoed(Datagram datagram, Instant at) implements LogEntry {}

  /** Datagrams are being counted; the count is collected at the end of this second. */
  record CountingBegan() implements LogEntry {}

  /** How many datagrams were dropped in the last second. */
  record Dropped(DropReason reason, long count) implements LogEntry {}

  /** On how many datagrams a fault acted in the last second. */
  record DatagramsFaulted(String word, long count) implements LogEntry {}

  /** A connection was rejected. */
  record Rejected(Peer peer, Rejection reason, Instant at) implements LogEntry {}

  /** A TLS stream ended without close_notify. */
  record Truncated(Peer peer, Instant at) implements LogEntry {}

  /**
   * The server listens.
   *
   * @param how {@code epoll, 2 event loops}
   * @param faults what goes wrong there on request; empty for nothing
   */
  record Started(String listener, String how, String faults, Instant at) implements LogEntry {}

  /**
   * What goes wrong at an endpoint was changed.
   *
   * @param faults empty for nothing
   */
  record FaultsChanged(String listener, String faults, Instant at) implements LogEntry {}

  /** The maximum number of open connections. */
  record Bounded(int connections, Instant at) implements LogEntry {}

  /** The server has ended; some connections were drained, the others cut. */
  record Drained(long drained, long cut, Duration patience, Instant at) implements LogEntry {}

  /** Something to know, not a problem. */
  record Notice(String text, Instant at) implements LogEntry {}

  record Problem(String text, Instant at) implements LogEntry {}

  /** How many lines were omitted in the last second. */
  record Omitted(long lines) implements LogEntry {}

  /** How many lines about rejected connections were omitted in the last second. */
  record RejectionsOmitted(long lines) implements LogEntry {}

  /** A name was found: the lines that wait for it can be written. */
  record NameFound() implements LogEntry {}
}
