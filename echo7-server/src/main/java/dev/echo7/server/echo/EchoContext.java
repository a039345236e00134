package dev.echo7.server.echo;

import dev.echo7.events.ServerEvents;
import dev.echo7.server.config.Limits;
import dev.echo7.server.peer.ListenerIdentity;
import io.netty.channel.Channel;

/**
 * What all connections of one server share.
 *
 * @param table the open connections
 * @param totals the traffic of all connections, including closed ones
 * @param events notified of what happens to the connections
 * @param budget bounds the pending output of all connections together
 * @param limits of each connection
 */
public record EchoContext(
    ConnectionTable table,
    ConnectionTotals totals,
    ServerEvents events,
    OutputBudget budget,
    Limits limits) {

  /**
   * Creates the connection for an accepted channel; its {@link EchoHandler} adds it to the table.
   */
  public OpenConnection accepted(Channel channel, ListenerIdentity listener) {
    ConnectionView view = new ConnectionView(table.nextId(), channel, listener);
    return new OpenConnection(view, limits.patience(), table.cutShort());
  }
}
