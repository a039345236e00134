package dev.echo7.client;

import java.io.IOException;

/** No address of a host could be reached; the message is one line that names each and why. */
public final class ConnectFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  ConnectFailedException(String message) {
    super(message);
  }
}
