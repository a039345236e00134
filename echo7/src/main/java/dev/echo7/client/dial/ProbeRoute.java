package dev.echo7.client.dial;

import dev.echo7.client.connect.ChannelSession;
import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.connect.DatagramSession;
import dev.echo7.client.connect.EchoSession;
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
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;

/**
 * The way to one address of a server, kept for a whole run: a measurement that changes its address
 * measures two things. It is the first address that answers, and until one has, any.
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
   * How a connection came about.
   *
   * @param wire open
   * @param resolveNs how long the name took; 0 if it was not asked for
   * @param connectNs how long the connection took; 0 where there is none
   * @param tlsNs how long the handshake took; 0 without TLS
   */
  public record Opening(ProbeWire wire, long resolveNs, long connectNs, long tlsNs) {}

  private ProbeRoute(Endpoint endpoint, ConnectOptions options, String place) {
    this.endpoint = endpoint;
    this.options = options;
    this.pinned = endpoint;
    this.place = place;
  }

  /**
   * Resolves the host.
   *
   * @throws UnknownHostException if there is no such host, or none of the family that is wanted
   */
  public static ProbeRoute to(Endpoint endpoint, ConnectOptions options)
      throws UnknownHostException {
    if (!(endpoint instanceof Endpoint.Internet internet)) {
      return new ProbeRoute(endpoint, options, endpoint.toString());
    }
    Targets targets = Targets.resolve(internet.address(), options);
    InetSocketAddress first = targets.candidates().getFirst();
    ProbeRoute route = new ProbeRoute(endpoint, options, AddressText.of(first));
    if (targets.candidates().size() == 1 || endpoint instanceof Endpoint.Udp) {
      route.pin(first);
    }
    return route;
  }

  /** The address that is measured, with the port; of several, the first until one has answered. */
  public String place() {
    return place;
  }

  /** The endpoint with that address in the place of its host, once it is known. */
  public Endpoint pinned() {
    return pinned;
  }

  /** Opens one more connection, or socket, to the pinned address. */
  public Opening open(boolean resolveAgain) throws IOException {
    long startNs = AwakeClock.nowNs();
    long resolveNs = resolveAgain ? resolve() - startNs : 0;
    Opening opening = open(resolveNs);
    place = opening.wire().place();
    return opening;
  }

  private Opening open(long resolveNs) throws IOException {
    // Not a switch over types: for each of those, the JDK makes a class at every start.
    if (pinned instanceof Endpoint.Udp udp) {
      return new Opening(
          DatagramWire.over(DatagramSession.connected(udp, options)), resolveNs, 0, 0);
    }
    if (pinned instanceof Endpoint.Unix unix) {
      return unix(unix, resolveNs);
    }
    if (pinned instanceof Endpoint.Internet stream) {
      return stream(stream.address(), stream instanceof Endpoint.Tls, resolveNs);
    }
    throw new IllegalArgumentException(pinned + " is a server's");
  }

  /**
   * Opens one more connection, or socket, to the pinned address, and leaves TLS to the caller. Once
   * one has been opened, any thread may call it, and {@link #tlsEngine}.
   *
   * @throws ConnectFailedException if it does not answer; or if it has no selectable channel
   */
  public SelectableChannel connect() throws IOException {
    return switch (pinned) {
      case Endpoint.Udp udp -> DatagramSession.connected(udp, options);
      case Endpoint.Internet stream -> connectStream(stream.address());
      case Endpoint.Unix unix -> {
        if (unix.isAbstract()) {
          throw new ConnectFailedException(
              "an abstract name has no channel to select on; give a socket of the file system");
        }
        yield Objects.requireNonNull(UnixSessions.connect(unix, options).channel());
      }
      case Endpoint.Inherited inherited ->
          throw new IllegalArgumentException(inherited + " is a server's");
    };
  }

  private SocketChannel connectStream(HostPort target) throws IOException {
    SocketChannel channel = ChannelSession.connectTcp(target, options);
    if (!isPinned) {
      pin((InetSocketAddress) channel.getRemoteAddress());
      place = AddressText.of((InetSocketAddress) channel.getRemoteAddress());
    }
    return channel;
  }

  /** TLS for one more connection to the pinned address, not yet begun. */
  public TlsEngine tlsEngine() throws IOException {
    HostPort target = ((Endpoint.Internet) pinned).address();
    return TlsEngine.of(named(), target);
  }

  private long resolve() throws IOException {
    if (endpoint instanceof Endpoint.Internet internet && internet.address().host() != null) {
      Resolver.resolve(internet.address().host(), options.family());
    }
    return AwakeClock.nowNs();
  }

  private Opening stream(HostPort target, boolean tls, long resolveNs) throws IOException {
    long startNs = AwakeClock.nowNs();
    SocketChannel channel = connectStream(target);
    try {
      long connectedNs = AwakeClock.nowNs();
      EchoSession session =
          tls
              ? TlsSession.over(channel, target, options.withTls(named()))
              : ChannelSession.over(channel);
      long tlsNs = tls ? AwakeClock.nowNs() - connectedNs : 0;
      return new Opening(StreamWire.over(session, place), resolveNs, connectedNs - startNs, tlsNs);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private Opening unix(Endpoint.Unix unix, long resolveNs) throws IOException {
    long startNs = AwakeClock.nowNs();
    EchoSession session = UnixSessions.connect(unix, options);
    long connectNs = AwakeClock.nowNs() - startNs;
    return new Opening(StreamWire.over(session, place), resolveNs, connectNs, 0);
  }

  private void pin(InetSocketAddress address) {
    HostPort numeric = new HostPort(AddressText.of(address.getAddress()), address.getPort());
    if (endpoint instanceof Endpoint.Tcp) {
      pinned = new Endpoint.Tcp(numeric);
    } else if (endpoint instanceof Endpoint.Tls) {
      pinned = new Endpoint.Tls(numeric);
    } else if (endpoint instanceof Endpoint.Udp) {
      pinned = new Endpoint.Udp(numeric);
    }
    isPinned = true;
  }

  /** A pinned address is no name: the certificate has to be for the host that was asked for. */
  private TlsOptions named() {
    TlsOptions tls = Objects.requireNonNullElse(options.tls(), TlsOptions.DEFAULT);
    String host = endpoint instanceof Endpoint.Internet internet ? internet.address().host() : null;
    String name = tls.name() != null ? tls.name() : Objects.requireNonNullElse(host, "localhost");
    return new TlsOptions(tls.authorities(), tls.identity(), name, tls.pin(), tls.insecure());
  }
}
