package dev.echo7.ctl;

import java.io.IOException;

/** A server sent something other than HTTP/1.1 (RFC 9112); the message says what. */
final class NotHttpException extends IOException {
  private static final long serialVersionUID = 1L;

  NotHttpException(String message) {
    super(message);
  }
}
