package dev.echo7.server;

import dev.echo7.events.ServerEvents;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;

/** How an accepted connection begins: which handlers stand between its socket and the echo. */
final class ConnectionSetup extends ChannelInitializer<Channel> {
  private final Peers peers;
  private final ConnectionTable table;
  private final ServerEvents events;

  ConnectionSetup(Peers peers, ConnectionTable table, ServerEvents events) {
    this.peers = peers;
    this.table = table;
    this.events = events;
  }

  @Override
  protected void initChannel(Channel connection) {
    connection.pipeline().addLast(new EchoHandler(connection, peers, table, events));
  }
}
