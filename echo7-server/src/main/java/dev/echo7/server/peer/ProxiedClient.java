package dev.echo7.server.peer;

import dev.echo7.net.AddressLiteral;
import io.netty.channel.Channel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The client for whom a trusted proxy speaks, as its PROXY header says; kept with the connection.
 *
 * @param address its IP address; null for a client on a Unix socket
 * @param text the numeric address, or {@code unix:/path}; may hold any character
 * @param port its port; -1 for a client on a Unix socket
 */
public record ProxiedClient(@Nullable InetAddress address, String text, int port) {
  private static final AttributeKey<ProxiedClient> KEY =
      AttributeKey.valueOf(ProxiedClient.class, "");

  /** Whom the header speaks of; null where it says that the connection is the proxy's own. */
  public static @Nullable ProxiedClient in(HAProxyMessage header) {
    String source = header.sourceAddress();
    AddressFamily family = header.proxiedProtocol().addressFamily();
    if (header.command() == HAProxyCommand.LOCAL || source == null) {
      return null;
    }
    return switch (family) {
      case AF_UNIX -> new ProxiedClient(null, "unix:" + source, -1);
      case AF_IPv4, AF_IPv6 -> new ProxiedClient(literal(source), source, header.sourcePort());
      case AF_UNSPEC -> null;
    };
  }

  /** Whom a connection was made for; null where it speaks for itself. Any thread. */
  static @Nullable ProxiedClient of(Channel connection) {
    return connection.attr(KEY).get();
  }

  public void rememberIn(Channel connection) {
    connection.attr(KEY).set(this);
  }

  /** Netty admits brackets and zones, which mean nothing in a header. */
  private static InetAddress literal(String source) {
    if (source.indexOf('[') >= 0 || source.indexOf('%') >= 0) {
      throw new IllegalArgumentException("not an address: " + source);
    }
    return AddressLiteral.parse(source);
  }
}
