package dev.echo7.net;

/**
 * Where a server listens, or what a client connects to.
 *
 * <p>{@link EndpointParser} makes one from text, and {@code toString} gives text that it reads
 * back.
 */
public sealed interface Endpoint {

  /** The word before {@code ://}. */
  String scheme();

  /** A TCP port (RFC 9293) on one host or, for a server, on every address. */
  record Tcp(HostPort address) implements Endpoint {
    @Override
    public String scheme() {
      return "tcp";
    }

    @Override
    public String toString() {
      return scheme() + "://" + address;
    }
  }
}
