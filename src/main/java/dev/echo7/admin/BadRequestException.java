package dev.echo7.admin;

/** A request is not understood; the message is one line with the culprit and the cure. */
final class BadRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  BadRequestException(String message) {
    super(message);
  }
}
