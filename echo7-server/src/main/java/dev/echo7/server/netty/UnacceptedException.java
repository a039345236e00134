package dev.echo7.server.netty;

import dev.echo7.server.listen.AcceptGate;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection that accept(2) returned but for which no channel could be created; its socket is
 * already closed. Passed through the listener's pipeline to {@link AcceptGate}.
 */
public final class UnacceptedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable SocketAddress remote;

  /**
   * @param remote the peer; null if unknown
   */
  UnacceptedException(@Nullable SocketAddress remote, Throwable cause) {
    super(cause);
    this.remote = remote;
  }

  public @Nullable SocketAddress remote() {
    return remote;
  }
}
