package dev.echo7.server.netty;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection that accept(2) returned but for which no channel could be created; its socket is
 * already closed. Passed through the pipeline of its listener, which counts it as rejected.
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
