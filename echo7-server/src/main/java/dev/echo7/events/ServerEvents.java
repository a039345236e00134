package dev.echo7.events;

/**
 * Told of what happens in a server, on the event loop on which it happens.
 *
 * <p>Of one connection: {@link #opened}, then {@link #received} any number of times, then {@link
 * #closed}, all on the same thread. An implementation returns at once and does not throw.
 */
public interface ServerEvents {

  /** Tells nobody. */
  ServerEvents NONE = new ServerEvents() {};

  /**
   * Whether {@link #received} and {@link #datagramReceived} need be told, which happen as often as
   * messages. Asked once.
   */
  default boolean wantsMessages() {
    return true;
  }

  /** A connection was accepted. */
  default void opened(Connection connection) {}

  /**
   * Bytes arrived and are on their way back. The payload itself is never told.
   *
   * @param bytes how many came with this read, at least 1
   */
  default void received(Connection connection, int bytes) {}

  /** A connection is gone, whoever ended it. */
  default void closed(Connection connection, Closing closing) {}

  /** A datagram arrived and is on its way back. */
  default void datagramReceived(Datagram datagram) {}

  /** A datagram arrived and got no reply. Told on other threads too. */
  default void datagramDropped(DropReason reason) {}

  /**
   * A connection was rejected before it began; there is no other event for it.
   *
   * @param peer who connected: the proxy, where one speaks for others
   */
  default void rejected(Peer peer, Rejection reason) {}

  /**
   * Something did not work, and the server goes on.
   *
   * @param problem one line that names the culprit and the cure
   */
  default void failed(String problem) {}

  /** A peer ended a TLS connection without close_notify: what it sent may be only a part. */
  default void truncated(Peer peer) {}

  /**
   * Something happened that an operator wants to know, and nothing is wrong.
   *
   * @param notice one line
   */
  default void noticed(String notice) {}
}
