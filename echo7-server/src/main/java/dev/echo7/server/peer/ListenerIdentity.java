package dev.echo7.server.peer;

import io.netty.channel.Channel;
import java.net.SocketAddress;

/**
 * What the connections of one listener have in common, for whoever looks at one of them.
 *
 * @param transport {@code tcp}, {@code tls} or {@code unix}
 * @param peers says who is on the other side
 * @param naming says what the listener is called
 */
public record ListenerIdentity(String transport, Peers peers, Naming naming) {

  /** Says how a listener is called, once its address is known. */
  public interface Naming {
    String name(SocketAddress local);
  }

  /** Where a connection came in: {@code tcp [::]:7}. */
  public String listener(Channel connection) {
    return naming.name(connection.parent().localAddress());
  }
}
