package dev.echo7.ctl;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An admin endpoint cannot be reached, or rejects a request; the message is one line that names the
 * culprit and the cure, safe for a terminal.
 */
public final class AdminException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int SERVICE_UNAVAILABLE = 503;

  private final int status;

  AdminException(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = 0;
  }

  /** An error response of the endpoint. */
  AdminException(String message, int status) {
    super(message);
    this.status = status;
  }

  /** Whether the endpoint is too busy at the moment. */
  public boolean isBusy() {
    return status == SERVICE_UNAVAILABLE;
  }
}
