package dev.echo7.server.listen;

import dev.echo7.server.echo.OpenConnection;
import io.netty.channel.Channel;

/** The last stage before a connection's echo, of one endpoint: what it does wrong on request. */
public interface LastStep {
  /** Whether connections are never accepted, and wait with the kernel. */
  default boolean acceptsNothing() {
    return false;
  }

  /** A connection was accepted. On the event loop of the listener, in the order of accept(2). */
  default void accepted(Channel connection) {}

  /**
   * Adds its handlers at the end of a new connection's pipeline. On the connection's event loop,
   * before its first byte.
   */
  void install(OpenConnection connection);

  /** What it does wrong: empty for nothing. */
  @Override
  String toString();
}
