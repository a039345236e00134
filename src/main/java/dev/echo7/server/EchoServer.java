package dev.echo7.server;

import dev.echo7.events.ServerEvents;
import dev.echo7.net.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An echo server (RFC 862): the lecture's {@code main} of echoserver.
 *
 * <p>{@link #start} returns when every endpoint listens. From then on it serves by itself, on its
 * own threads, until {@link #drain} or {@link #close}. All methods may be called from any thread
 * but an event loop; they block.
 */
public final class EchoServer implements AutoCloseable {
  private final EventLoops loops;
  private final Datagrams datagrams;
  private final ConnectionTable table = new ConnectionTable();
  private final List<Listener> listeners = new ArrayList<>();

  private EchoServer(EventLoops loops, Datagrams datagrams) {
    this.loops = loops;
    this.datagrams = datagrams;
  }

  /**
   * Starts a server.
   *
   * @param events told of everything; see {@link ServerEvents} for its duties
   * @throws ServerStartException if it cannot listen on every endpoint; nothing is left behind
   */
  public static EchoServer start(ServerOptions options, ServerEvents events)
      throws ServerStartException {
    EventLoops loops = EventLoops.start(options.transport(), options.eventLoops());
    Datagrams datagrams = new Datagrams(options.datagrams(), loops, events);
    EchoServer server = new EchoServer(loops, datagrams);
    try {
      ListenerOpener opener = new ListenerOpener(loops, server.table, datagrams, events);
      for (Endpoint endpoint : options.endpoints()) {
        server.listeners.addAll(opener.open(endpoint));
      }
      return server;
    } catch (ServerStartException e) {
      server.close();
      throw e;
    }
  }

  /** Where it listens, in the order asked for: {@code tcp [::]:5000}. */
  public List<String> listening() {
    return listeners.stream().map(Listener::toString).toList();
  }

  /** The port of the first listener: the one that the kernel chose, where port 0 was asked for. */
  public int port() {
    return listeners.getFirst().port();
  }

  /** How it serves: {@code epoll, 2 event loops}. */
  public String serving() {
    return loops.toString();
  }

  /** How many connections are open now. */
  public int connections() {
    return table.size();
  }

  /** What has been done about datagrams so far. */
  public DatagramCounts datagrams() {
    return datagrams.counts();
  }

  /** How much of our memory holds bytes that peers have not yet taken, in bytes, about. */
  public long bytesOwed() {
    return table.all().stream().mapToLong(EchoHandler::bytesOwed).sum();
  }

  /**
   * Stops accepting, lets connections with bytes owed finish, and ends.
   *
   * @param patience how long they may take; the rest is cut then
   * @return what became of them
   */
  public DrainReceipt drain(Duration patience) {
    listeners.forEach(Listener::close);
    DrainReceipt receipt = new Drain(table).run(patience);
    loops.close();
    datagrams.close();
    return receipt;
  }

  /** Ends now, whatever is owed. */
  @Override
  public void close() {
    drain(Duration.ZERO);
  }
}
