package dev.echo7.server.peer;

import dev.echo7.events.Peer;
import dev.echo7.net.AddressText;
import dev.echo7.net.InterfaceNames;
import io.netty.channel.Channel;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Says who is on the other side of a connection: the client, where a proxy speaks for one. */
public interface Peers {

  /** Any thread; after the connection's end too. */
  Peer of(Channel connection);

  /** A peer that had left before we could ask for its address. */
  Peer GONE = new Peer(null, "unknown");

  /** Peers of TCP: an IPv4 one is shown as a dual-stack socket sees it, v4-mapped. */
  static Peers internet(boolean dualStack) {
    InterfaceNames names = new InterfaceNames();
    return connection -> {
      if (!(connection.remoteAddress() instanceof InetSocketAddress remote)) {
        return GONE;
      }
      InetAddress address = remote.getAddress();
      String text = text(address, dualStack, names);
      ProxiedClient client = ProxiedClient.of(connection);
      if (client == null) {
        return new Peer(address, text);
      }
      InetAddress real = client.address();
      return new Peer(real, real == null ? client.text() : text(real, dualStack, names), text);
    };
  }

  /**
   * Peers of a Unix socket: called by its path, shown by the user and process that connected. They
   * are asked for once, at the first call, since a closed socket can no longer tell.
   *
   * @param path of the listening socket
   */
  static Peers unix(String path) {
    return connection -> {
      ProxiedClient client = ProxiedClient.of(connection);
      String credentials = UnixCredentials.of(connection);
      return client == null
          ? new Peer(null, credentials, null, "unix:" + path)
          : new Peer(client.address(), client.text(), credentials);
    };
  }

  /**
   * A peer whose connection ended before it had a channel.
   *
   * @param remote null if unknown
   * @param local the listener's address
   */
  static Peer ofUnaccepted(@Nullable SocketAddress remote, SocketAddress local) {
    if (!(remote instanceof InetSocketAddress known && local instanceof InetSocketAddress ours)) {
      return GONE;
    }
    boolean dualStack =
        ours.getAddress().isAnyLocalAddress() && !(ours.getAddress() instanceof Inet4Address);
    return new Peer(known.getAddress(), text(known.getAddress(), dualStack, new InterfaceNames()));
  }

  /** The port on the other side: the client's, where a proxy speaks for one; -1 without any. */
  static int portOf(Channel connection) {
    ProxiedClient client = ProxiedClient.of(connection);
    if (client != null) {
      return client.port();
    }
    return connection.remoteAddress() instanceof InetSocketAddress remote ? remote.getPort() : -1;
  }

  private static String text(InetAddress address, boolean dualStack, InterfaceNames names) {
    return dualStack ? AddressText.v4Mapped(address, names) : AddressText.of(address, names);
  }
}
