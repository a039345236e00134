package dev.echo7.ctl;

import java.io.IOException;

/** What a server sent is no HTTP/1.1 (RFC 9112); the message says where it went wrong. */
final class NotHttpException extends IOException {
  private static final long serialVersionUID = 1L;

  NotHttpException(String message) {
    super(message);
  }
}
