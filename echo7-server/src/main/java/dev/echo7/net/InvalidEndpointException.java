package dev.echo7.net;

/** Text that is not an endpoint; the message is one line for its author, with the cure. */
public final class InvalidEndpointException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message names the culprit and the cure, in one line
   */
  public InvalidEndpointException(String message) {
    super(message);
  }
}
