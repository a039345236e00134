package dev.echo7.server.config;

import dev.echo7.net.AddressText;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that a server listens on.
 *
 * @param endpoint with the bound address and port, as a client takes it; for an inherited socket,
 *     the one that was asked for
 * @param address where it is bound; null for a Unix socket
 */
public record BoundEndpoint(Endpoint endpoint, @Nullable InetSocketAddress address) {

  /**
   * The endpoint at the address that it was bound to.
   *
   * @param asked with a host name, or port 0
   */
  public static BoundEndpoint of(Endpoint asked, @Nullable InetSocketAddress address) {
    if (address == null || !(asked instanceof Endpoint.Internet internet)) {
      return new BoundEndpoint(asked, address);
    }
    String host = AddressText.of(address.getAddress());
    return new BoundEndpoint(internet.at(new HostPort(host, address.getPort())), address);
  }

  /** The port; 0 for a Unix socket. */
  public int port() {
    return address == null ? 0 : address.getPort();
  }

  /** What a client connects to: {@code tcp://127.0.0.1:40123}. */
  @Override
  public String toString() {
    return endpoint.toString();
  }
}
