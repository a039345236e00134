package dev.echo7.net.tls;

import java.io.IOException;

/**
 * A file of certificates or keys that cannot be used; the message is one line that names the file
 * and the cure.
 */
public final class TlsMaterialException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message names the file and the cure, in one line
   */
  public TlsMaterialException(String message) {
    super(message);
  }

  /**
   * @param message names the file and the cure, in one line
   * @param cause what the JDK had to say
   */
  public TlsMaterialException(String message, Throwable cause) {
    super(message, cause);
  }
}
