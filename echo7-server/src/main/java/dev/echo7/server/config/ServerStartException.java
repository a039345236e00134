package dev.echo7.server.config;

import java.io.IOException;

/** A server that cannot serve; the message is one line that names the culprit and the cure. */
public final class ServerStartException extends IOException {
  private static final long serialVersionUID = 1L;

  public ServerStartException(String message) {
    super(message);
  }

  public ServerStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
