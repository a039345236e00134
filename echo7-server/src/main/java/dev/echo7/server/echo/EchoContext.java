package dev.echo7.server.echo;

import dev.echo7.events.ServerEvents;
import dev.echo7.server.config.Limits;
import dev.echo7.server.peer.ListenerIdentity;
import io.netty.channel.Channel;

/**
 * What all connections of one server share.
 *
 * @param table finds each of them while it is open
 * @param totals what they have moved, including those already closed
 * @param events notified of them
 * @param budget bounds the pending output of all of them together
 * @param limits of each of them
 */
public record EchoContext(
    ConnectionTable table,
    ConnectionTotals totals,
    ServerEvents events,
    OutputBudget budget,
    Limits limits) {

  /** Makes a connection of an accepted channel; the table has it once its echo is in place. */
  public OpenConnection accepted(Channel channel, ListenerIdentity listener) {
    ConnectionView view = new ConnectionView(table.nextId(), channel, listener);
    return new OpenConnection(view, limits.patience(), table::countCutShort);
  }
}
