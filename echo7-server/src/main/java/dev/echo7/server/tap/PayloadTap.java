package dev.echo7.server.tap;

import dev.echo7.events.Connection;
import dev.echo7.events.ServerEvents;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A listener that is also given the payload, by a handler in front of the echo that only its server
 * has. Everywhere else payload is never passed on.
 *
 * <p>Called on event loops, as {@link ServerEvents} is, under the same rules. A buffer is valid
 * during the call only: copy what is to be kept.
 */
public interface PayloadTap extends ServerEvents {

  /**
   * Bytes arrived on a connection, in the order of the stream; over TLS, decrypted.
   *
   * @param connection whose {@link #opened} came before
   * @param bytes read-only
   */
  void received(Connection connection, ByteBuffer bytes);

  /**
   * A datagram arrived, before it is decided whether it is answered.
   *
   * @param payload read-only
   */
  void datagramReceived(InetSocketAddress from, ByteBuffer payload);
}
