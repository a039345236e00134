package dev.echo7.client;

import dev.echo7.net.AddressText;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.net.Resolver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way to one address of a server, kept for a whole run: a measurement that changes its address
 * measures two things. It is the first address that answers, and until one has, any.
 *
 * <p>One thread at a time.
 */
final class ProbeRoute {
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
  record Opening(ProbeWire wire, long resolveNs, long connectNs, long tlsNs) {}

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
  static ProbeRoute to(Endpoint endpoint, ConnectOptions options) throws UnknownHostException {
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
  String place() {
    return place;
  }

  /** The endpoint with that address in the place of its host, once it is known. */
  Endpoint pinned() {
    return pinned;
  }

  /** Opens one more connection, or socket, to the pinned address. */
  Opening open(boolean resolveAgain) throws IOException {
    long startNs = System.nanoTime();
    long resolveNs = resolveAgain ? resolve() - startNs : 0;
    Opening opening =
        switch (pinned) {
          case Endpoint.Tcp tcp -> stream(tcp.address(), false, resolveNs);
          case Endpoint.Tls tls -> stream(tls.address(), true, resolveNs);
          case Endpoint.Udp udp ->
              new Opening(
                  DatagramWire.over(DatagramSession.connected(udp, options)), resolveNs, 0, 0);
          case Endpoint.Unix unix -> unix(unix, resolveNs);
          case Endpoint.Inherited inherited ->
              throw new IllegalArgumentException(inherited + " is a server's");
        };
    place = opening.wire().place();
    return opening;
  }

  private long resolve() throws IOException {
    if (endpoint instanceof Endpoint.Internet internet && internet.address().host() != null) {
      Resolver.resolve(internet.address().host(), options.family());
    }
    return System.nanoTime();
  }

  private Opening stream(HostPort target, boolean tls, long resolveNs) throws IOException {
    long startNs = System.nanoTime();
    SocketChannel channel = ChannelSession.connectTcp(target, options);
    try {
      if (!isPinned) {
        pin((InetSocketAddress) channel.getRemoteAddress());
      }
      long connectedNs = System.nanoTime();
      EchoSession session =
          tls
              ? TlsSession.over(channel, target, options.withTls(named()))
              : ChannelSession.over(channel);
      long tlsNs = tls ? System.nanoTime() - connectedNs : 0;
      return new Opening(StreamWire.over(session, place), resolveNs, connectedNs - startNs, tlsNs);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private Opening unix(Endpoint.Unix unix, long resolveNs) throws IOException {
    long startNs = System.nanoTime();
    EchoSession session = UnixSessions.connect(unix, options);
    long connectNs = System.nanoTime() - startNs;
    return new Opening(StreamWire.over(session, place), resolveNs, connectNs, 0);
  }

  private void pin(InetSocketAddress address) {
    HostPort numeric = new HostPort(AddressText.of(address.getAddress()), address.getPort());
    pinned =
        switch (endpoint) {
          case Endpoint.Tcp tcp -> new Endpoint.Tcp(numeric);
          case Endpoint.Tls tls -> new Endpoint.Tls(numeric);
          case Endpoint.Udp udp -> new Endpoint.Udp(numeric);
          case Endpoint.Unix unix -> unix;
          case Endpoint.Inherited inherited -> inherited;
        };
    isPinned = true;
  }

  /** A pinned address is no name: the certificate has to be for the host that was asked for. */
  private @Nullable TlsOptions named() {
    TlsOptions tls = Objects.requireNonNullElse(options.tls(), TlsOptions.DEFAULT);
    String host = endpoint instanceof Endpoint.Internet internet ? internet.address().host() : null;
    String name = tls.name() != null ? tls.name() : Objects.requireNonNullElse(host, "localhost");
    return new TlsOptions(tls.authorities(), tls.identity(), name, tls.pin(), tls.insecure());
  }
}
