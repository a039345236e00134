package dev.echo7.client.connect;

import java.io.IOException;

/**
 * This machine could not send a datagram, so it does not count as lost; the message names the cure.
 */
public final class NotSentException extends IOException {
  private static final long serialVersionUID = 1L;

  public NotSentException(String message, IOException reason) {
    super(message, reason);
  }
}
