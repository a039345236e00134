package dev.echo7.server;

import dev.echo7.events.Peer;
import dev.echo7.net.AddressText;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Says who is on the other side of a connection. */
interface Peers {

  /** Any thread; after the connection's end too. */
  Peer of(Channel connection);

  /** Peers of TCP: an IPv4 one is shown as a dual-stack socket sees it, v4-mapped. */
  static Peers internet(boolean dualStack) {
    return connection -> {
      InetAddress address = ((InetSocketAddress) connection.remoteAddress()).getAddress();
      return new Peer(address, dualStack ? AddressText.v4Mapped(address) : AddressText.of(address));
    };
  }
}
