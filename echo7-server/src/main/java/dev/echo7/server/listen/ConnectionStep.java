package dev.echo7.server.listen;

import dev.echo7.server.peer.ListenerIdentity;
import io.netty.channel.Channel;

/** A stage between a connection's socket and its echo: a PROXY header, TLS, an injected fault. */
public interface ConnectionStep {

  /**
   * Adds its handlers at the end of a new connection's pipeline. On the connection's event loop,
   * before its first byte.
   */
  void install(Channel connection, ListenerIdentity identity);
}
