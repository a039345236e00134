package dev.echo7.server;

import dev.echo7.net.AddressLiteral;
import dev.echo7.net.AddressText;
import dev.echo7.net.Endpoint;
import dev.echo7.net.Transport;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.posix.NativeCalls;
import dev.echo7.net.posix.SystemError;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.server.fault.EndpointFaults;
import dev.echo7.server.listen.Listener;
import dev.echo7.server.listen.ListenerContext;
import dev.echo7.server.listen.StreamListener;
import dev.echo7.server.netty.EventLoops;
import dev.echo7.server.peer.ListenerIdentity;
import dev.echo7.server.peer.Peers;
import dev.echo7.server.udp.Datagrams;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * Serves on sockets opened by the process that started us: systemd (sd_listen_fds(3)) or inetd
 * (inetd(8)). Closing one leaves it open for them, with all connections in its queue, and its file
 * in place.
 *
 * <p>Blocks; used on the thread that starts a server.
 */
final class InheritedSockets {
  // asm-generic/socket.h, sys/socket.h: Linux.
  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_DOMAIN = 39;
  private static final int AF_UNIX = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_DGRAM = 2;

  private final ListenerContext context;
  private final EventLoops loops;
  private final Datagrams datagrams;

  InheritedSockets(ListenerContext context, Datagrams datagrams) {
    this.context = context;
    this.loops = context.loops();
    this.datagrams = datagrams;
  }

  /**
   * Serves on one.
   *
   * @throws ServerStartException if it is none that an echo server can serve on
   */
  Listener open(Endpoint.Inherited inherited, EndpointFaults faults) throws ServerStartException {
    if (loops.kind() != EventLoopKind.EPOLL) {
      throw refused(
          inherited,
          "an inherited socket needs transport epoll, not " + loops.kind() + "; omit --transport");
    }
    Socket socket = socket(inherited);
    int domain = option(inherited, socket, SO_DOMAIN);
    int type = option(inherited, socket, SO_TYPE);
    boolean internet = domain == AF_INET || domain == AF_INET6;
    if (type == SOCK_DGRAM && internet) {
      return adoptDatagrams(inherited, socket, faults);
    }
    if (type != SOCK_STREAM || !(internet || domain == AF_UNIX)) {
      throw refused(
          inherited,
          (domain == AF_UNIX
                  ? "a Unix socket that is not a stream socket"
                  : "neither TCP, UDP nor Unix")
              + "; pass a listening TCP or Unix stream socket, or a UDP socket");
    }
    if (option(inherited, socket, SO_ACCEPTCONN) == 0) {
      throw refused(
          inherited,
          "the stream socket is not listening; pass a listening one (Accept=no), or use --inetd");
    }
    unblock(inherited);
    return internet ? adoptTcp(inherited, socket, faults) : adoptUnix(inherited, socket, faults);
  }

  private Listener adoptTcp(Endpoint.Inherited inherited, Socket socket, EndpointFaults faults)
      throws ServerStartException {
    InetSocketAddress local = socket.localAddress();
    InetAddress address = local.getAddress();
    boolean dualStack = address.isAnyLocalAddress() && !(address instanceof Inet4Address);
    return adoptStream(
        inherited,
        local,
        () -> new EpollServerSocketChannel(inherited.descriptor()),
        new ListenerIdentity(
            inherited.isSecure() ? Transport.TLS : Transport.TCP,
            Peers.internet(dualStack),
            same -> name(inherited, inherited.isSecure() ? "tls" : "tcp", AddressText.of(local))),
        faults);
  }

  private Listener adoptUnix(Endpoint.Inherited inherited, Socket socket, EndpointFaults faults)
      throws ServerStartException {
    DomainSocketAddress local = socket.localDomainSocketAddress();
    String path = local.path().replace('\0', '@');
    return adoptStream(
        inherited,
        local,
        () -> new EpollServerDomainSocketChannel(inherited.descriptor(), true),
        new ListenerIdentity(
            inherited.isSecure() ? Transport.TLS : Transport.UNIX,
            Peers.unix(path),
            same -> name(inherited, inherited.isSecure() ? "tls unix" : "unix", path)),
        faults);
  }

  private Listener adoptStream(
      Endpoint.Inherited inherited,
      SocketAddress local,
      ChannelFactory<ServerChannel> sockets,
      ListenerIdentity identity,
      EndpointFaults faults)
      throws ServerStartException {
    faults.isCarriedBy(identity.transport());
    return StreamListener.adopt(
        new StreamListener.Plan(identity, inherited.isSecure(), local, sockets, faults), context);
  }

  private static String name(Endpoint.Inherited inherited, String kind, String address) {
    return kind + " " + address + ", inherited as " + inherited.label();
  }

  private Listener adoptDatagrams(
      Endpoint.Inherited inherited, Socket socket, EndpointFaults faults)
      throws ServerStartException {
    InetSocketAddress local = socket.localAddress();
    if (inherited.isSecure()) {
      throw refused(inherited, "TLS is not supported over UDP; give the socket another name");
    }
    if (local.getPort() == 0) {
      throw refused(inherited, "the UDP socket is not bound; bind it to a port first");
    }
    unblock(inherited);
    boolean alone = local.getAddress().isAnyLocalAddress() && !mayBindBeside(local);
    if (alone) {
      context
          .echo()
          .events()
          .noticed(
              "udp "
                  + AddressText.of(local)
                  + ": cannot bind port "
                  + local.getPort()
                  + " on each address, so the kernel"
                  + " chooses the source address of replies; if this machine has several"
                  + " addresses, grant CAP_NET_BIND_SERVICE");
    }
    faults.isCarriedBy(Transport.UDP);
    return datagrams.adopt(inherited, local, alone, faults);
  }

  /**
   * Whether the sockets for single addresses can be had beside the one for all. The attempt never
   * succeeds, since ours has the port; why it fails is the answer.
   */
  private static boolean mayBindBeside(InetSocketAddress everyAddress) {
    InetAddress loopback = AddressLiteral.parse("127.0.0.1");
    try (DatagramSocket attempt =
        new DatagramSocket(new InetSocketAddress(loopback, everyAddress.getPort()))) {
      return attempt.isBound();
    } catch (SocketException e) {
      return !SystemError.EACCES.isIn(e) && !SystemError.EPERM.isIn(e);
    }
  }

  /** An inherited descriptor may be blocking, and accept must never block an event loop. */
  private static void unblock(Endpoint.Inherited inherited) throws ServerStartException {
    try {
      NativeCalls.ofThisJvm().unblock(inherited.descriptor());
    } catch (IOException e) {
      throw refused(inherited, FailureText.of(e));
    }
  }

  private static Socket socket(Endpoint.Inherited inherited) throws ServerStartException {
    try {
      return new Socket(inherited.descriptor());
    } catch (ChannelException e) {
      throw noSocket(inherited, e);
    }
  }

  private static int option(Endpoint.Inherited inherited, Socket socket, int option)
      throws ServerStartException {
    try {
      return socket.getIntOpt(SOL_SOCKET, option);
    } catch (IOException | ChannelException e) {
      throw noSocket(inherited, e);
    }
  }

  private static ServerStartException noSocket(Endpoint.Inherited inherited, Exception failure) {
    return refused(
        inherited,
        SystemError.EBADF.isIn(failure)
            ? "not open; LISTEN_FDS is the number of descriptors, from 3 up"
            : "not a socket; pass a listening TCP or Unix stream socket, or a UDP socket");
  }

  private static ServerStartException refused(Endpoint.Inherited inherited, String reason) {
    return new ServerStartException("cannot serve on " + inherited + ": " + reason);
  }
}
