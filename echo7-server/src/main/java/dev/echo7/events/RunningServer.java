package dev.echo7.events;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A running server, to watch and control.
 *
 * <p>Every method may be called from any thread but an event loop, from the server's start until
 * long after its end; none waits for a peer.
 */
public interface RunningServer {

  /** Where it listens, in the order asked for: {@code tcp [::]:7}. */
  List<String> listening();

  /** The endpoints of {@link #listening} whose socket has failed and is not yet reopened. */
  List<String> notListening();

  /** Its kind of event loop: {@code epoll}. */
  String transport();

  /** Whether it has stopped accepting and is ending. */
  boolean draining();

  /** The maximum number of open connections. */
  int maxConnections();

  /**
   * The connections that have begun and not ended, in no order: a copy. Connections that wait for
   * their PROXY header or TLS handshake are not included.
   */
  Collection<? extends Connection> connections();

  /** The one with this id; null if it has ended, has not begun, or never existed. */
  @Nullable Connection connection(long id);

  /**
   * Begins to end a connection, with the reason {@link CloseReason#KILLED}; returns at once.
   *
   * @param reset cut it, with an RST if possible; otherwise pending bytes are delivered, then our
   *     FIN, and further input is discarded
   * @return false if there is no such connection
   */
  boolean end(long id, boolean reset);

  /**
   * What goes wrong on request, by the names of {@link #listening}: the query of each faulty
   * endpoint, with the seed that repeats it.
   */
  Map<String, String> faults();

  /**
   * Changes what goes wrong at an endpoint: on connections that are accepted, and with datagrams
   * that arrive, from now on.
   *
   * @param listener as {@link #listening} names it; an endpoint with several has the same on all
   * @param query as in an endpoint, {@code delay=50ms&cut=64k}; empty for nothing
   * @return false if there is no such listener
   * @throws IllegalArgumentException if the query cannot be read, or the endpoint cannot have it;
   *     the message is one line with the cure
   */
  boolean setFaults(String listener, String query);

  /**
   * Has a fault act at once on an open connection.
   *
   * @param word {@code cut}, {@code reset}, {@code stall} or {@code noread}
   * @return false if there is no such connection
   * @throws IllegalArgumentException if it is another word; the message is one line with the cure
   */
  boolean fault(long id, String word);

  /** What it has done since its start, added up now; numbers never decrease. */
  Totals totals();

  /** How busy its event loops are, one entry each, in the order of their names. */
  List<LoopLoad> eventLoops();
}
