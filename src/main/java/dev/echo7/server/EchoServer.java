package dev.echo7.server;

import dev.echo7.events.ServerEvents;
import dev.echo7.net.AddressFamily;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.net.Resolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
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
  private final ConnectionTable table = new ConnectionTable();
  private final List<Listener> listeners = new ArrayList<>();

  private EchoServer(EventLoops loops) {
    this.loops = loops;
  }

  /**
   * Starts a server.
   *
   * @param events told of everything; see {@link ServerEvents} for its duties
   * @throws ServerStartException if it cannot listen on every endpoint; nothing is left behind
   */
  public static EchoServer start(ServerOptions options, ServerEvents events)
      throws ServerStartException {
    EchoServer server = new EchoServer(EventLoops.start(options.transport(), options.eventLoops()));
    try {
      for (Endpoint endpoint : options.endpoints()) {
        server.listen(endpoint, events);
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
    return listeners.getFirst().localAddress().getPort();
  }

  /** How it serves: {@code epoll, 2 event loops}. */
  public String serving() {
    return loops.toString();
  }

  /** How many connections are open now. */
  public int connections() {
    return table.size();
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
    return receipt;
  }

  /** Ends now, whatever is owed. */
  @Override
  public void close() {
    drain(Duration.ZERO);
  }

  private void listen(Endpoint endpoint, ServerEvents events) throws ServerStartException {
    HostPort where =
        switch (endpoint) {
          case Endpoint.Tcp tcp -> tcp.address();
        };
    if (where.host() == null) {
      listeners.add(openOnEveryAddress(where.port(), events));
      return;
    }
    for (InetAddress address : resolve(where.host())) {
      listeners.add(
          Listener.open(new InetSocketAddress(address, where.port()), loops, table, events));
    }
  }

  /** One dual-stack socket; an IPv4 one on a machine without IPv6. */
  private Listener openOnEveryAddress(int port, ServerEvents events) throws ServerStartException {
    try {
      return Listener.open(everyAddress("::", port), loops, table, events);
    } catch (ServerStartException e) {
      if (!noIpv6(e)) {
        throw e;
      }
      return Listener.open(everyAddress("0.0.0.0", port), loops, table, events);
    }
  }

  private static boolean noIpv6(ServerStartException failure) {
    Throwable cause = failure.getCause();
    SocketProblem problem = cause == null ? SocketProblem.OTHER : SocketProblem.of(cause);
    return problem == SocketProblem.NO_FAMILY || problem == SocketProblem.NOT_LOCAL;
  }

  private static InetSocketAddress everyAddress(String wildcard, int port)
      throws ServerStartException {
    return new InetSocketAddress(resolve(wildcard).getFirst(), port);
  }

  private static List<InetAddress> resolve(String host) throws ServerStartException {
    try {
      return Resolver.resolve(host, AddressFamily.ANY);
    } catch (UnknownHostException e) {
      throw new ServerStartException(String.valueOf(e.getMessage()), e);
    }
  }
}
