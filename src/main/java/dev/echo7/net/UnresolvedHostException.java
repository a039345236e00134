package dev.echo7.net;

import java.net.UnknownHostException;

/** A host without a usable address; the message is one line that names it, with the cure. */
public final class UnresolvedHostException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message names the culprit and the cure, in one line
   */
  public UnresolvedHostException(String message) {
    super(message);
  }
}
