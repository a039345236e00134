package dev.echo7.admin.http;

import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * A request that is rejected, mostly because it is malformed; the message is one line with the
 * culprit and the cure.
 */
public final class BadRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  /** With status 400. */
  public BadRequestException(String message) {
    this(HttpResponseStatus.BAD_REQUEST, message);
  }

  public BadRequestException(HttpResponseStatus status, String message) {
    super(message);
    this.status = status.code();
  }

  public HttpResponseStatus status() {
    return HttpResponseStatus.valueOf(status);
  }
}
