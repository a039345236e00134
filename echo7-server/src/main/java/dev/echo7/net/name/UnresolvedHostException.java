package dev.echo7.net.name;

import dev.echo7.net.NameFailure;
import java.net.UnknownHostException;

/** A host without a usable address; the message is one line with its name and the cure. */
public final class UnresolvedHostException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  private final NameFailure kind;

  /**
   * @param message names the culprit and the cure, in one line
   */
  public UnresolvedHostException(String message) {
    super(message);
    this.kind = NameFailure.UNKNOWN;
  }

  UnresolvedHostException(NameFailure kind, String host) {
    super(kind.of(host));
    this.kind = kind;
  }

  /** Whether nobody could say if there is such a host: another name would not help. */
  public boolean isUnanswered() {
    return kind == NameFailure.NO_ANSWER;
  }
}
