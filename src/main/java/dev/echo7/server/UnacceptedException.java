package dev.echo7.server;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection that accept(2) returned and of which no channel could be made; its socket is closed
 * already. Goes through the listener's pipeline to {@link AcceptGate}.
 */
final class UnacceptedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable SocketAddress remote;

  /**
   * @param remote who connected; null where the kernel did not say
   */
  UnacceptedException(@Nullable SocketAddress remote, Throwable cause) {
    super(cause);
    this.remote = remote;
  }

  @Nullable SocketAddress remote() {
    return remote;
  }
}
