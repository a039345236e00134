package dev.echo7.server.config;

import dev.echo7.net.Cidr;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/**
 * Whose PROXY headers are believed. Whoever may send one may claim to be anybody, so there is no
 * default.
 *
 * @param networks where the proxies are, at least one network
 */
public record ProxyTrust(List<Cidr> networks) {

  public ProxyTrust {
    networks = List.copyOf(networks);
    if (networks.isEmpty()) {
      throw new IllegalArgumentException("no network");
    }
  }

  /**
   * Whether a connection from there may send a header. Who may connect to a Unix socket is said by
   * the permissions of its file, and an administrator who lets nobody else than the proxy in has
   * said enough.
   */
  public boolean includes(SocketAddress source) {
    return !(source instanceof InetSocketAddress internet)
        || networks.stream().anyMatch(network -> network.contains(internet.getAddress()));
  }
}
