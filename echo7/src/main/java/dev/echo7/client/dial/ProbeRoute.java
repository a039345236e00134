package dev.echo7.client.dial;

import dev.echo7.client.connect.ChannelSession;
import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.connect.DatagramSession;
import dev.echo7.client.connect.EchoSession;
import dev.echo7.client.connect.ProbeWire;
import dev.echo7.client.connect.Targets;
import dev.echo7.client.connect.TlsOptions;
import dev.echo7.client.connect.UnixSessions;
import dev.echo7.client.tls.TlsEngine;
import dev.echo7.client.tls.TlsSession;
import dev.echo7.measure.AwakeClock;
import dev.echo7.net.AddressText;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.net.name.Resolver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * The way to one address of a server, kept for a whole run: a measurement that changes its address
 * measures two things. The address is the first that answers; until one has, all are tried.
 *
 * <p>One thread at a time.
 */
public final class ProbeRoute {
  private final Endpoint endpoint;
  private final ConnectOptions options;
  private Endpoint pinned;
  private String place;
  private boolean isPinned;

  /**
   * A new connection, or socket, and how long each step took.
   *
   * @param wire open
   * @param resolveNs resolving the name; 0 if it was not resolved again
   * @param connectNs connecting; 0 for a UDP socket
   * @param tlsNs the handshake; 0 without TLS
   */
  public record Opening(ProbeWire wire, long resolveNs, long connectNs, long tlsNs) {}

  private ProbeRoute(Endpoint endpoint, ConnectOptions options, String place) {
    this.endpoint = endpoint;
    this.options = endpoint.isSecure() ? options.withTls(named(endpoint, options)) : options;
    this.pinned = endpoint;
    this.place = place;
  }

  /**
   * Names the host to TLS: the certificate has to be for the host that the user named, not for the
   * address that it resolves to.
   */
  private static TlsOptions named(Endpoint endpoint, ConnectOptions options) {
    TlsOptions tls = Objects.requireNonNullElse(options.tls(), TlsOptions.DEFAULT);
    HostPort address = endpoint.address();
    String host = address == null ? null : address.host();
    String name = tls.name() != null ? tls.name() : Objects.requireNonNullElse(host, "localhost");
    return new TlsOptions(tls.authorities(), tls.identity(), name, tls.pin(), tls.insecure());
  }

  /**
   * Resolves the host.
   *
   * @throws UnknownHostException if there is no such host, or none of the wanted family
   */
  public static ProbeRoute to(Endpoint endpoint, ConnectOptions options)
      throws UnknownHostException {
    HostPort address = endpoint.address();
    if (address == null) {
      return new ProbeRoute(endpoint, options, endpoint.toString());
    }
    Targets targets = Targets.resolve(address, options);
    InetSocketAddress first = targets.candidates().getFirst();
    ProbeRoute route = new ProbeRoute(endpoint, options, AddressText.of(first));
    if (targets.candidates().size() == 1 || endpoint.isDatagrams()) {
      route.pin(first);
    }
    return route;
  }

  /** The measured address, with the port; of several, the first until one has answered. */
  public String place() {
    return place;
  }

  /** The endpoint with that address in the place of its host, once the address is known. */
  public Endpoint pinned() {
    return pinned;
  }

  /** How to connect to {@link #pinned}: as the user said, with the name of the host for TLS. */
  public ConnectOptions options() {
    return options;
  }

  /** Opens one more connection, or socket, to the pinned address. */
  public Opening open(boolean resolveAgain) throws IOException {
    long startNs = AwakeClock.nowNs();
    long resolveNs = resolveAgain ? resolve() - startNs : 0;
    HostPort address = pinned.address();
    if (address == null) {
      long unixNs = AwakeClock.nowNs();
      EchoSession session = Dialer.connect(pinned, options);
      return new Opening(session, resolveNs, AwakeClock.nowNs() - unixNs, 0);
    }
    if (pinned.isDatagrams()) {
      DatagramChannel channel = DatagramSession.connected(address, options);
      place = AddressText.of((InetSocketAddress) channel.getRemoteAddress());
      return new Opening(new DatagramWire(channel), resolveNs, 0, 0);
    }
    return openStream(address, resolveNs);
  }

  private long resolve() throws IOException {
    HostPort address = endpoint.address();
    if (address != null && address.host() != null) {
      Resolver.resolve(address.host(), options.family());
    }
    return AwakeClock.nowNs();
  }

  private Opening openStream(HostPort target, long resolveNs) throws IOException {
    AtomicLong connectNs = new AtomicLong();
    SocketChannel channel = connectStream(target, connectNs::set);
    try {
      long connectedNs = AwakeClock.nowNs();
      boolean tls = pinned.isSecure();
      EchoSession session =
          tls ? TlsSession.over(channel, target, options) : ChannelSession.over(channel);
      long tlsNs = tls ? AwakeClock.nowNs() - connectedNs : 0;
      place = AddressText.of((InetSocketAddress) channel.getRemoteAddress());
      return new Opening(session, resolveNs, connectNs.get(), tlsNs);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Opens one more connection, or socket, to the pinned address, and leaves TLS to the caller. Once
   * one has been opened, any thread may call it, and {@link #tlsEngine}.
   *
   * @throws ConnectFailedException if it does not answer; or if it has no selectable channel
   */
  public SelectableChannel connect() throws IOException {
    HostPort address = pinned.address();
    if (address != null) {
      return pinned.isDatagrams()
          ? DatagramSession.connected(address, options)
          : connectStream(address, ns -> {});
    }
    if (!(pinned instanceof Endpoint.Unix unix)) {
      throw new IllegalArgumentException(pinned + ": a client cannot connect to it");
    }
    requireSelectable(unix);
    return Objects.requireNonNull(UnixSessions.connect(unix, options).channel());
  }

  /**
   * Starts connections to one address. To find it, one connection is opened here and closed again;
   * over UDP, none is.
   *
   * @throws ConnectFailedException if no address answers, or it has no selectable channel
   */
  public ConnectionStarter starter() throws IOException {
    requireSelectable(endpoint);
    if (!endpoint.isDatagrams()) {
      open(false).wire().close();
    }
    return new ConnectionStarter(pinned, options);
  }

  private static void requireSelectable(Endpoint endpoint) throws ConnectFailedException {
    if (endpoint instanceof Endpoint.Unix unix && unix.isAbstract()) {
      throw new ConnectFailedException(
          "load cannot use abstract names; give a socket of the file system");
    }
  }

  private SocketChannel connectStream(HostPort target, LongConsumer connectNs) throws IOException {
    SocketChannel channel = ChannelSession.connectTcp(target, options, connectNs);
    if (!isPinned) {
      pin((InetSocketAddress) channel.getRemoteAddress());
      place = AddressText.of((InetSocketAddress) channel.getRemoteAddress());
    }
    return channel;
  }

  /** TLS for one more connection to the pinned address; its handshake has not begun. */
  public TlsEngine tlsEngine() throws IOException {
    return TlsEngine.of(
        Objects.requireNonNull(options.tls()), Objects.requireNonNull(pinned.address()));
  }

  private void pin(InetSocketAddress address) {
    HostPort numeric = new HostPort(AddressText.of(address.getAddress()), address.getPort());
    pinned = ((Endpoint.Internet) endpoint).at(numeric);
    isPinned = true;
  }
}
