package dev.echo7.client.connect;

import java.io.IOException;

/**
 * No address of a host could be reached, or the TLS handshake failed; the message is one line with
 * the reason for each address.
 */
public final class ConnectFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean ours;

  public ConnectFailedException(String message) {
    this(message, false);
  }

  /**
   * @param ours whether this machine was the reason, so that the server is not to blame
   */
  public ConnectFailedException(String message, boolean ours) {
    super(message);
    this.ours = ours;
  }

  /** Whether this machine was the reason: no port, no descriptor, no route, its own firewall. */
  public boolean isOurs() {
    return ours;
  }
}
