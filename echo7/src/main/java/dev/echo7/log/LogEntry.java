package dev.echo7.log;

import dev.echo7.events.Closing;
import dev.echo7.events.Connection;
import dev.echo7.events.Datagram;
import dev.echo7.events.DropReason;
import dev.echo7.events.Peer;
import dev.echo7.events.Rejection;
import java.time.Duration;
import java.time.Instant;

/**
 * One line to be, on its way to the log's thread. What it looks like, a {@link LineFormat} says.
 */
sealed interface LogEntry {

  /** A line about a connection: it stays in order with the others about the same one. */
  sealed interface OfConnection extends LogEntry {
    Connection connection();
  }

  record Opened(Connection connection, Instant at) implements OfConnection {}

  record Received(Connection connection, int bytes) implements OfConnection {}

  record Closed(Connection connection, Closing closing, Instant at, long durationNs)
      implements OfConnection {}

  /** A connection was opened and closed again without a byte, as health probes do. */
  record Probe(Closed end) implements OfConnection {
    @Override
    public Connection connection() {
      return end.connection();
    }
  }

  /** A datagram went back: each stands alone. */
  record Echoed(Datagram datagram) implements LogEntry {}

  /** Datagrams are being dropped: there is something to collect at the end of this second. */
  record DropsBegan() implements LogEntry {}

  /** That many datagrams got no reply in the last second. */
  record Dropped(DropReason reason, long count) implements LogEntry {}

  /** A connection never began. */
  record Rejected(Peer peer, Rejection reason, Instant at) implements LogEntry {}

  /** A stream ended without saying so. */
  record Truncated(Peer peer, Instant at) implements LogEntry {}

  /**
   * The server listens.
   *
   * @param how {@code epoll, 2 event loops}
   */
  record Started(String listener, String how, Instant at) implements LogEntry {}

  /** The server holds so many connections and no more. */
  record Bounded(int connections, Instant at) implements LogEntry {}

  /** The server has ended: with connections that were finished, and some that were cut. */
  record Drained(long drained, long cut, Duration patience, Instant at) implements LogEntry {}

  /** Nothing bad. */
  record Notice(String text, Instant at) implements LogEntry {}

  record Problem(String text, Instant at) implements LogEntry {}

  /** That many lines found no place in the last second. */
  record Omitted(long lines) implements LogEntry {}

  /** That many lines about rejected connections found no place in the last second. */
  record RejectionsOmitted(long lines) implements LogEntry {}

  /** A name was found: the lines that waited for it may go. */
  record NameFound() implements LogEntry {}
}
