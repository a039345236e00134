package dev.echo7.json;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Text that is not JSON, or not an object. */
public final class NotJsonException extends IOException {
  private static final long serialVersionUID = 1L;

  NotJsonException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
