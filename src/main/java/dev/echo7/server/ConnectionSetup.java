package dev.echo7.server;

import dev.echo7.events.ServerEvents;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import org.jspecify.annotations.Nullable;

/** How an accepted connection begins: which handlers stand between its socket and the echo. */
final class ConnectionSetup extends ChannelInitializer<Channel> {
  private final Peers peers;
  private final ConnectionTable table;
  private final ServerEvents events;
  private final @Nullable ProxyPolicy proxies;

  /**
   * @param proxies null where clients connect themselves
   */
  ConnectionSetup(
      Peers peers, ConnectionTable table, ServerEvents events, @Nullable ProxyPolicy proxies) {
    this.peers = peers;
    this.table = table;
    this.events = events;
    this.proxies = proxies;
  }

  @Override
  protected void initChannel(Channel connection) {
    if (proxies != null) {
      connection.pipeline().addLast(new ProxyGate(peers, proxies));
    }
    connection.pipeline().addLast(new EchoHandler(connection, peers, table, events));
  }
}
