package dev.echo7.server;

import dev.echo7.net.AddressFamily;
import dev.echo7.net.AddressLiteral;
import dev.echo7.net.AddressText;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.net.Transport;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.net.file.SocketFile;
import dev.echo7.net.name.Resolver;
import dev.echo7.net.posix.SystemError;
import dev.echo7.net.posix.UnixPathLength;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.server.fault.EndpointFaults;
import dev.echo7.server.listen.KeptListener;
import dev.echo7.server.listen.Listener;
import dev.echo7.server.listen.ListenerContext;
import dev.echo7.server.listen.StreamListener;
import dev.echo7.server.peer.ListenerIdentity;
import dev.echo7.server.peer.Peers;
import dev.echo7.server.udp.Datagrams;
import dev.echo7.server.unix.UnixListener;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns endpoints into listeners: resolves hosts, chooses sockets, and says how connections begin.
 *
 * <p>Blocks; used on the thread that starts a server.
 */
final class ListenerOpener {
  private static final int FREE_PORT_ATTEMPTS = 10;

  private final ListenerContext context;
  private final Datagrams datagrams;

  ListenerOpener(ListenerContext context, Datagrams datagrams) {
    this.context = context;
    this.datagrams = datagrams;
  }

  /**
   * Listens on an endpoint: on several sockets where its host has several addresses.
   *
   * @throws ServerStartException if one of them cannot be had; those before it are closed again
   */
  List<KeptListener> open(Endpoint endpoint, EndpointFaults faults) throws ServerStartException {
    if (endpoint instanceof Endpoint.Internet internet) {
      return openAll(internet, faults);
    }
    if (endpoint instanceof Endpoint.Unix unix) {
      return List.of(
          new KeptListener(unix, faults, openUnix(unix, faults), () -> openUnix(unix, faults)));
    }
    Endpoint.Inherited inherited = (Endpoint.Inherited) endpoint;
    return List.of(
        new KeptListener(
            inherited,
            faults,
            new InheritedSockets(context, datagrams).open(inherited, faults),
            null));
  }

  private List<KeptListener> openAll(Endpoint.Internet endpoint, EndpointFaults faults)
      throws ServerStartException {
    HostPort where = endpoint.address();
    if (where.host() == null) {
      return openOnEveryAddress(endpoint, faults, where.port());
    }
    List<InetAddress> addresses = resolve(where.host());
    for (int attempt = 1; ; attempt++) {
      try {
        return openEach(endpoint, faults, addresses, where.port());
      } catch (ServerStartException e) {
        boolean another = where.port() == 0 && addresses.size() > 1 && isTaken(e);
        if (!another || attempt == FREE_PORT_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /**
   * Opens the same port on each address; fails if a port that is free on the first is taken on
   * another.
   */
  private List<KeptListener> openEach(
      Endpoint.Internet endpoint, EndpointFaults faults, List<InetAddress> addresses, int port)
      throws ServerStartException {
    List<KeptListener> opened = new ArrayList<>();
    ServerStartException missing = null;
    try {
      for (InetAddress address : addresses) {
        int same = opened.isEmpty() ? port : opened.get(0).port();
        try {
          opened.addAll(openAt(endpoint, faults, new InetSocketAddress(address, same)));
        } catch (ServerStartException e) {
          if (addresses.size() == 1 || !saysNotHere(e.getCause())) {
            throw e;
          }
          missing = e;
        }
      }
      if (opened.isEmpty() && missing != null) {
        throw missing;
      }
      return opened;
    } catch (ServerStartException e) {
      opened.forEach(Listener::close);
      throw e;
    }
  }

  private static boolean isTaken(ServerStartException failure) {
    return failure.getCause() != null && SystemError.EADDRINUSE.isIn(failure.getCause());
  }

  /** One dual-stack socket; an IPv4 one on a machine without IPv6. */
  private List<KeptListener> openOnEveryAddress(
      Endpoint.Internet endpoint, EndpointFaults faults, int port) throws ServerStartException {
    try {
      return openAt(endpoint, faults, new InetSocketAddress(AddressLiteral.parse("::"), port));
    } catch (ServerStartException e) {
      if (!saysNotHere(e.getCause())) {
        throw e;
      }
      return openAt(endpoint, faults, new InetSocketAddress(AddressLiteral.parse("0.0.0.0"), port));
    }
  }

  /**
   * Whether this machine has no such address: a name, {@code localhost} too, may resolve to both
   * families even where only one exists.
   */
  private static boolean saysNotHere(@Nullable Throwable failure) {
    SystemError error = failure == null ? null : SystemError.of(failure);
    return error == SystemError.EAFNOSUPPORT || error == SystemError.EADDRNOTAVAIL;
  }

  private List<KeptListener> openAt(
      Endpoint.Internet endpoint, EndpointFaults faults, InetSocketAddress address)
      throws ServerStartException {
    if (endpoint.isDatagrams()) {
      return List.of(openDatagrams(address, faults));
    }
    if (endpoint.transport() == Transport.TCP && datagrams.besideTcp()) {
      return openBoth(endpoint, faults, address, FREE_PORT_ATTEMPTS);
    }
    return List.of(keepStream(endpoint, faults, address));
  }

  /** TCP and UDP on one port; a free one of TCP may be taken on UDP, then another is tried. */
  private List<KeptListener> openBoth(
      Endpoint.Internet endpoint, EndpointFaults faults, InetSocketAddress address, int attempts)
      throws ServerStartException {
    KeptListener stream = keepStream(endpoint, faults, address);
    try {
      InetSocketAddress same = new InetSocketAddress(address.getAddress(), stream.port());
      return List.of(stream, openDatagrams(same, faults.besideTcp()));
    } catch (ServerStartException e) {
      stream.close();
      if (address.getPort() != 0 || attempts == 1) {
        throw e;
      }
      return openBoth(endpoint, faults, address, attempts - 1);
    }
  }

  private KeptListener openDatagrams(InetSocketAddress address, EndpointFaults faults)
      throws ServerStartException {
    Listener first = datagrams.open(address, faults);
    InetSocketAddress same = bound(first);
    Endpoint endpoint = new Endpoint.Udp(new HostPort(null, same.getPort()));
    return new KeptListener(endpoint, faults, first, () -> datagrams.open(same, faults));
  }

  private KeptListener keepStream(
      Endpoint.Internet endpoint, EndpointFaults faults, InetSocketAddress address)
      throws ServerStartException {
    Listener first = openStream(endpoint, faults, address);
    InetSocketAddress same = bound(first);
    return new KeptListener(endpoint, faults, first, () -> openStream(endpoint, faults, same));
  }

  private static InetSocketAddress bound(Listener listener) {
    return Objects.requireNonNull(listener.address());
  }

  private Listener openStream(
      Endpoint.Internet endpoint, EndpointFaults faults, InetSocketAddress address)
      throws ServerStartException {
    boolean ipv4Only = address.getAddress() instanceof Inet4Address;
    boolean dualStack = address.getAddress().isAnyLocalAddress() && !ipv4Only;
    ListenerIdentity identity =
        new ListenerIdentity(
            endpoint.transport(),
            Peers.internet(dualStack),
            local -> endpoint.scheme() + " " + AddressText.of((InetSocketAddress) local));
    return StreamListener.open(
        new StreamListener.Plan(
            identity, endpoint.isSecure(), address, context.loops().tcpListeners(ipv4Only), faults),
        context);
  }

  private Listener openUnix(Endpoint.Unix unix, EndpointFaults faults) throws ServerStartException {
    ChannelFactory<ServerChannel> sockets = context.loops().unixListeners(unix);
    SocketFile file = unix.isAbstract() ? null : fileOf(unix);
    ListenerIdentity identity =
        new ListenerIdentity(
            unix.transport(), Peers.unix(unix.path()), local -> "unix " + unix.path());
    StreamListener.Plan plan =
        new StreamListener.Plan(
            identity,
            unix.isSecure(),
            new DomainSocketAddress(
                file == null ? unix.path().replaceFirst("^@", "\0") : file.bound().toString()),
            sockets,
            faults);
    return file == null ? openAbstract(unix, plan) : openWithFile(unix, plan, file);
  }

  private Listener openAbstract(Endpoint.Unix unix, StreamListener.Plan plan)
      throws ServerStartException {
    try {
      UnixPathLength.check(unix.path());
    } catch (IOException e) {
      throw refused(unix, e);
    }
    return StreamListener.open(plan, context);
  }

  private Listener openWithFile(Endpoint.Unix unix, StreamListener.Plan plan, SocketFile file)
      throws ServerStartException {
    StreamListener listener = null;
    try {
      listener = StreamListener.open(plan, context);
      file.publish();
      return new UnixListener(listener, file);
    } catch (IOException e) {
      file.close();
      if (listener != null) {
        listener.close();
      }
      throw e instanceof ServerStartException known ? known : refused(unix, e);
    }
  }

  private static SocketFile fileOf(Endpoint.Unix unix) throws ServerStartException {
    try {
      return SocketFile.prepare(unix.path(), unix.mode());
    } catch (IOException | UnsupportedOperationException e) {
      throw refused(unix, e);
    }
  }

  private static ServerStartException refused(Endpoint.Unix unix, Exception failure) {
    return new ServerStartException(
        "cannot listen on " + unix + ": " + FailureText.of(failure, Situation.LISTEN_UNIX),
        failure);
  }

  private static List<InetAddress> resolve(String host) throws ServerStartException {
    try {
      return Resolver.resolve(host, AddressFamily.ANY);
    } catch (UnknownHostException e) {
      throw new ServerStartException(FailureText.of(e), e);
    }
  }
}
