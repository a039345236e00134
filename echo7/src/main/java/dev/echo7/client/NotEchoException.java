package dev.echo7.client;

import dev.echo7.net.FailureText;
import java.io.IOException;
import java.util.List;

/** The server did not do what an echo server does; with the evidence. */
final class NotEchoException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient List<String> evidence;

  NotEchoException(String message) {
    this(message, List.of());
  }

  NotEchoException(String message, List<String> evidence) {
    super(message);
    this.evidence = evidence;
  }

  /** The same, of a place that is named first. */
  NotEchoException at(String place) {
    return new NotEchoException(place + ": " + FailureText.of(this), evidence);
  }

  /** Lines that show it; may be none. */
  List<String> evidence() {
    return evidence;
  }
}
