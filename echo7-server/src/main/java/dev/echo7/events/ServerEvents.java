package dev.echo7.events;

/**
 * A listener for what happens in a server.
 *
 * <p>What happens to a connection or a datagram is reported on its event loop: for each connection
 * {@link #opened}, then {@link #received} any number of times, then {@link #closed}, all on the
 * same thread. {@link #failed} and {@link #noticed} come from other threads as well, such as the
 * one that starts the server. Several threads may call at the same time, so an implementation must
 * be safe for that, return at once, and not throw. A connection counts as open until {@link
 * #closed} has returned.
 */
public interface ServerEvents {

  /** Ignores all events. */
  ServerEvents NONE = new ServerEvents() {};

  /**
   * Whether it wants {@link #received} and {@link #datagramReceived}, which are called for every
   * message. Asked once.
   */
  default boolean wantsMessages() {
    return true;
  }

  /** A connection was accepted. */
  default void opened(Connection connection) {}

  /**
   * Bytes arrived and are on their way back. The payload itself is never passed on.
   *
   * @param bytes the number of bytes of this read, at least 1
   */
  default void received(Connection connection, int bytes) {}

  /**
   * An injected fault acted on a connection, which has not begun yet if it acted on its TLS
   * handshake. On its event loop.
   */
  default void faulted(Connection connection, FaultHit hit) {}

  /** An injected fault acted on a datagram. On an event loop. */
  default void datagramFaulted(FaultHit hit) {}

  /**
   * What goes wrong at an endpoint was changed while it serves.
   *
   * @param listener as {@link RunningServer#listening} names it
   * @param query as in {@link RunningServer#faults}; empty for nothing
   */
  default void faultsChanged(String listener, String query) {}

  /** A connection is closed, by either side. */
  default void closed(Connection connection, Closing closing) {}

  /** A datagram arrived and is on its way back. */
  default void datagramReceived(Datagram datagram) {}

  /** A datagram arrived and got no reply. Called on other threads, too. */
  default void datagramDropped(DropReason reason) {}

  /**
   * A connection was rejected before it began; there is no other event for it.
   *
   * @param peer who connected: the proxy, if there is one
   */
  default void rejected(Peer peer, Rejection reason) {}

  /**
   * Something did not work, and the server goes on.
   *
   * @param problem one line that names the culprit and the cure
   */
  default void failed(String problem) {}

  /** A peer ended a TLS connection without close_notify: its data may be incomplete. */
  default void truncated(Peer peer) {}

  /**
   * Something happened that an operator wants to know, although nothing is wrong.
   *
   * @param notice one line
   */
  default void noticed(String notice) {}
}
