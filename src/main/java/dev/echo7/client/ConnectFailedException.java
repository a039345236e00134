package dev.echo7.client;

import java.io.IOException;

/**
 * No address of a host could be reached, or the one that could does not agree with us on TLS; the
 * message is one line that says why, of each address.
 */
public final class ConnectFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  ConnectFailedException(String message) {
    super(message);
  }
}
