package dev.echo7.admin.route;

import java.io.IOException;

/** The admin endpoint cannot be opened; the message is one line with the culprit and the cure. */
public final class AdminStartException extends IOException {
  private static final long serialVersionUID = 1L;

  /** For one line that names the culprit and the cure. */
  public AdminStartException(String message) {
    super(message);
  }
}
