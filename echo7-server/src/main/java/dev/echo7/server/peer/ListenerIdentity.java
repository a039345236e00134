package dev.echo7.server.peer;

import dev.echo7.net.Transport;
import io.netty.channel.Channel;
import java.net.SocketAddress;

/**
 * Who a listener is to those who look at one of its connections.
 *
 * @param transport of its connections
 * @param peers identifies the other side of a connection
 * @param naming gives the listener's name
 */
public record ListenerIdentity(Transport transport, Peers peers, Naming naming) {

  /** Names a listener once its address is known. */
  public interface Naming {
    String name(SocketAddress local);
  }

  /** The listener that accepted a connection: {@code tcp [::]:7}. */
  public String listener(Channel connection) {
    return naming.name(connection.parent().localAddress());
  }
}
