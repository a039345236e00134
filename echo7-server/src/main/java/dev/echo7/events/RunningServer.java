package dev.echo7.events;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A running server as an operator sees and steers it.
 *
 * <p>Every method may be called from any thread but an event loop, from the server's start until
 * long after its end; none waits for a peer. The server does nothing for it until somebody asks.
 */
public interface RunningServer {

  /** Where it listens, in the order asked for: {@code tcp [::]:7}. */
  List<String> listening();

  /** The endpoints of {@link #listening} whose socket has failed and is not yet reopened. */
  List<String> notListening();

  /** How it waits for sockets: {@code epoll}. */
  String transport();

  /** Whether it has stopped accepting, and ends. */
  boolean draining();

  /** How many connections it holds at most; it does not accept more. */
  int maxConnections();

  /**
   * The connections that have begun and not ended, in no order: a copy, so to speak of an instant
   * ago. One that waits for its PROXY header or TLS handshake is not among them.
   */
  Collection<? extends Connection> connections();

  /** The one with this id; null if it has ended, or not begun, or never was. */
  @Nullable Connection connection(long id);

  /**
   * Begins to end a connection, with the reason {@link CloseReason#KILLED}; returns at once.
   *
   * @param reset cut it, with an RST if possible; otherwise pending bytes are delivered, then our
   *     FIN, and what the peer still sends is thrown away
   * @return false if there is no such connection
   */
  boolean end(long id, boolean reset);

  /** What it has done since its start: added up now, never less than what was told before. */
  Totals totals();

  /** How busy its event loops are, one entry each, in the order of their names. */
  List<LoopLoad> eventLoops();
}
