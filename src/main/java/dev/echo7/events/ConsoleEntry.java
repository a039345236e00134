package dev.echo7.events;

/** One line to be, on its way from an event loop to the console's thread. */
sealed interface ConsoleEntry {

  /** A line about a connection: it stays in order with the others about the same one. */
  sealed interface OfConnection extends ConsoleEntry {
    Connection connection();

    /** Whether the line says the peer's name. */
    boolean named();

    /** The line, without its end. */
    String line(String name);
  }

  record Opened(Connection connection) implements OfConnection {
    @Override
    public boolean named() {
      return true;
    }

    @Override
    public String line(String name) {
      return "server connected to " + name + " (" + Escape.text(connection.peer().text()) + ")";
    }
  }

  record Received(Connection connection, int bytes) implements OfConnection {
    @Override
    public boolean named() {
      return false;
    }

    @Override
    public String line(String name) {
      return "server received " + bytes + " bytes";
    }
  }

  record Closed(Connection connection, long bytes, long durationNs, CloseReason reason)
      implements OfConnection {
    @Override
    public boolean named() {
      return true;
    }

    @Override
    public String line(String name) {
      return "server closed %s (%s): %d bytes in %s%s"
          .formatted(
              name,
              Escape.text(connection.peer().text()),
              bytes,
              ConsoleLog.seconds(durationNs),
              reason == CloseReason.PEER_CLOSED ? "" : ", " + reason);
    }
  }

  /** A line about a datagram: each stands alone. */
  record Echoed(Datagram datagram) implements ConsoleEntry {
    String line() {
      return "server received " + datagram.bytes() + " bytes from " + datagram.fromText();
    }
  }

  /** Datagrams were dropped: the tally has lines to collect at the end of this second. */
  record Dropped() implements ConsoleEntry {}

  /** A line for standard error about a connection that never began. */
  record Rejected(Peer peer, Rejection reason) implements ConsoleEntry {
    String line() {
      return "rejected " + Escape.text(peer.text()) + ": " + reason;
    }
  }

  /** A line for standard error about a stream that ended without saying so. */
  record Truncated(Peer peer) implements ConsoleEntry {
    String line() {
      return Escape.text(peer.text())
          + " ended TLS without close_notify; what it sent may be only a part";
    }
  }

  /** A line for standard error about nothing bad. */
  record Notice(String text) implements ConsoleEntry {}

  /** A line for standard error. */
  record Problem(String text) implements ConsoleEntry {}

  /** A name was found: the lines that waited for it may go. */
  record NameFound() implements ConsoleEntry {}
}
