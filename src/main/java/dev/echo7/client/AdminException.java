package dev.echo7.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An admin endpoint cannot be reached, or does not do what it is asked to; the message is one line
 * that names the culprit and the cure, fit for a terminal.
 */
public final class AdminException extends IOException {
  private static final long serialVersionUID = 1L;

  AdminException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
