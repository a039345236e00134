package dev.echo7.net;

import org.jspecify.annotations.Nullable;

/**
 * A host and a port, not yet resolved.
 *
 * @param host a name or a numeric address without brackets; null for every address of this machine
 *     (a server) or this machine itself (a client)
 * @param port 0 to 65535; 0 asks a server's kernel for a free one
 */
public record HostPort(@Nullable String host, int port) {
  /** The echo service's port (RFC 862). */
  public static final int ECHO_PORT = 7;

  /** The highest port that there is. */
  public static final int MAX_PORT = 65_535;

  public HostPort {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port " + port + " is not within 0 to " + MAX_PORT);
    }
  }

  /** {@code host:port}, with brackets around an IPv6 address and nothing for every address. */
  @Override
  public String toString() {
    if (host == null) {
      return ":" + port;
    }
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
