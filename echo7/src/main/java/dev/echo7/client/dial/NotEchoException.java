package dev.echo7.client.dial;

import dev.echo7.net.failure.FailureText;
import java.io.IOException;
import java.util.List;

/** The server did not do what an echo server does; with the evidence. */
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

  /** The same, of a place that is named first. */
  public NotEchoException at(String place) {
    return new NotEchoException(place + ": " + FailureText.of(this), evidence);
  }

  /** Lines that show it; may be none. */
  public List<String> evidence() {
    return evidence;
  }
}
