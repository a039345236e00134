package dev.echo7.server;

import dev.echo7.net.AddressFamily;
import dev.echo7.net.AddressText;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.net.Resolver;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns endpoints into listeners: resolves hosts, chooses sockets, and says how connections begin.
 *
 * <p>Blocks; used on the thread that starts a server.
 */
final class ListenerOpener {
  private final EventLoops loops;
  private final Shared shared;

  ListenerOpener(EventLoops loops, Shared shared) {
    this.loops = loops;
    this.shared = shared;
  }

  /**
   * Listens on an endpoint: on several sockets where its host has several addresses.
   *
   * @throws ServerStartException if one of them cannot be had; those before it are closed again
   */
  List<Listener> open(Endpoint endpoint) throws ServerStartException {
    return switch (endpoint) {
      case Endpoint.Tcp tcp -> openAll(tcp, tcp.address());
      case Endpoint.Tls tls -> openAll(tls, tls.address());
      case Endpoint.Udp udp -> throw new ServerStartException("udp is not served yet: " + udp);
      case Endpoint.Unix unix -> List.of(openUnix(unix));
    };
  }

  private List<Listener> openAll(Endpoint endpoint, HostPort where) throws ServerStartException {
    if (where.host() == null) {
      return List.of(openOnEveryAddress(endpoint, where.port()));
    }
    List<Listener> opened = new ArrayList<>();
    try {
      for (InetAddress address : resolve(where.host())) {
        opened.add(openStream(endpoint, new InetSocketAddress(address, where.port())));
      }
      return opened;
    } catch (ServerStartException e) {
      opened.forEach(Listener::close);
      throw e;
    }
  }

  /** One dual-stack socket; an IPv4 one on a machine without IPv6. */
  private Listener openOnEveryAddress(Endpoint endpoint, int port) throws ServerStartException {
    try {
      return openStream(endpoint, new InetSocketAddress(InetAddress.ofLiteral("::"), port));
    } catch (ServerStartException e) {
      if (!SocketProblem.saysNoIpv6(e.getCause())) {
        throw e;
      }
      return openStream(endpoint, new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), port));
    }
  }

  private Listener openStream(Endpoint endpoint, InetSocketAddress address)
      throws ServerStartException {
    boolean ipv4Only = address.getAddress() instanceof Inet4Address;
    boolean dualStack = address.getAddress().isAnyLocalAddress() && !ipv4Only;
    TlsIdentity tls = endpoint instanceof Endpoint.Tls ? shared.tls() : null;
    StreamListener.Plan plan =
        new StreamListener.Plan(
            address,
            loops.tcpListeners(ipv4Only),
            new ConnectionSetup(Peers.internet(dualStack), shared, tls),
            local -> endpoint.scheme() + " " + AddressText.of((InetSocketAddress) local));
    return StreamListener.open(plan, loops.group(), shared.events());
  }

  private Listener openUnix(Endpoint.Unix unix) throws ServerStartException {
    UnixPath.clear(unix);
    StreamListener.Plan plan =
        new StreamListener.Plan(
            loops.unixAddress(unix),
            loops.unixListeners(),
            new ConnectionSetup(Peers.unix(unix.path()), shared, null),
            local -> "unix " + unix.path());
    Listener listener = StreamListener.open(plan, loops.group(), shared.events());
    try {
      UnixPath.permit(unix);
      return listener;
    } catch (ServerStartException e) {
      listener.close();
      throw e;
    }
  }

  private static List<InetAddress> resolve(String host) throws ServerStartException {
    try {
      return Resolver.resolve(host, AddressFamily.ANY);
    } catch (UnknownHostException e) {
      throw new ServerStartException(String.valueOf(e.getMessage()), e);
    }
  }
}
