package dev.echo7.admin;

import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * A request that is refused, most often since it is not understood; the message is one line with
 * the culprit and the cure.
 */
final class BadRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  /** 400. */
  BadRequestException(String message) {
    this(HttpResponseStatus.BAD_REQUEST, message);
  }

  BadRequestException(HttpResponseStatus status, String message) {
    super(message);
    this.status = status.code();
  }

  HttpResponseStatus status() {
    return HttpResponseStatus.valueOf(status);
  }
}
