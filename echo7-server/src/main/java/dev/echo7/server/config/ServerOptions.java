package dev.echo7.server.config;

import dev.echo7.net.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server is to be.
 *
 * @param endpoints where to listen and what to do wrong there, at least one
 * @param transport how to wait for sockets; null for the best that this machine has
 * @param eventLoops event-loop threads; 0 for one per CPU
 * @param tls the certificate and key of {@code tls://} endpoints
 * @param proxies who must send a PROXY header on every connection; null for no PROXY protocol
 * @param datagrams what to do about UDP
 * @param limits what connections are held to
 */
public record ServerOptions(
    List<ServedEndpoint> endpoints,
    @Nullable EventLoopKind transport,
    int eventLoops,
    ServerTls tls,
    @Nullable ProxyTrust proxies,
    DatagramOptions datagrams,
    Limits limits) {

  public ServerOptions {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("no endpoint");
    }
    if (eventLoops < 0) {
      throw new IllegalArgumentException("event loops: " + eventLoops);
    }
  }

  /**
   * With a self-signed certificate on TLS endpoints, without the PROXY protocol, with UDP only
   * where an endpoint asks for it, and without faults.
   */
  public ServerOptions(
      List<Endpoint> endpoints, @Nullable EventLoopKind transport, int eventLoops) {
    this(
        endpoints.stream().map(ServedEndpoint::pristine).toList(),
        transport,
        eventLoops,
        ServerTls.SELF_SIGNED,
        null,
        DatagramOptions.DEFAULT,
        Limits.NONE);
  }

  /** The same, on these endpoints. */
  public ServerOptions withEndpoints(List<ServedEndpoint> others) {
    return new ServerOptions(others, transport, eventLoops, tls, proxies, datagrams, limits);
  }

  /** The same, with a PROXY header required from these; null turns that off. */
  public ServerOptions withProxies(@Nullable ProxyTrust trusted) {
    return new ServerOptions(endpoints, transport, eventLoops, tls, trusted, datagrams, limits);
  }

  /** The same, with this on {@code tls://} endpoints. */
  public ServerOptions withTls(ServerTls identity) {
    return new ServerOptions(
        endpoints, transport, eventLoops, identity, proxies, datagrams, limits);
  }

  /** The same, with this about UDP. */
  public ServerOptions withDatagrams(DatagramOptions udp) {
    return new ServerOptions(endpoints, transport, eventLoops, tls, proxies, udp, limits);
  }

  /** The same, with connections held to these. */
  public ServerOptions withLimits(Limits bounds) {
    return new ServerOptions(endpoints, transport, eventLoops, tls, proxies, datagrams, bounds);
  }
}
