package dev.echo7.events;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The other side of a connection.
 *
 * @param address its IP address, whose name may be looked up; null where there is none
 * @param text its numeric address as people are to see it: v4-mapped on a dual-stack socket. A peer
 *     behind a proxy is what its PROXY header says: escape it before it is printed
 * @param proxy the numeric address of the proxy that speaks for it; null where there is none
 * @param name what it is called where that needs no lookup; null where it does
 */
public record Peer(
    @Nullable InetAddress address, String text, @Nullable String proxy, @Nullable String name) {

  /** A peer whose name is that of its address. */
  public Peer(@Nullable InetAddress address, String text, @Nullable String proxy) {
    this(address, text, proxy, null);
  }

  /** A peer that speaks for itself. */
  public Peer(@Nullable InetAddress address, String text) {
    this(address, text, null);
  }
}
