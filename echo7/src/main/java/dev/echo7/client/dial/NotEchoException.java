package dev.echo7.client.dial;

import dev.echo7.net.failure.FailureText;
import java.io.IOException;
import java.util.List;

/** The server did not behave as an echo server; with the evidence. */
public final class NotEchoException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient List<String> evidence;

  public NotEchoException(String message) {
    this(message, List.of());
  }

  public NotEchoException(String message, List<String> evidence) {
    super(message);
    this.evidence = evidence;
  }

  /** The same with a place in front of the message. */
  public NotEchoException at(String place) {
    return new NotEchoException(place + ": " + FailureText.of(this), evidence);
  }

  /** The evidence, line by line; may be empty. */
  public List<String> evidence() {
    return evidence;
  }
}
