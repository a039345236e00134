package dev.echo7.client.tls;

import org.jspecify.annotations.Nullable;

/** The chain of causes of a failure: the JDK's TLS wraps the relevant exception. */
final class Causes {

  private Causes() {}

  /** The outermost cause of a kind, the failure itself included; null if there is none. */
  static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> kind) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return kind.cast(cause);
      }
    }
    return null;
  }

  /** The last cause in the chain. */
  static Throwable innermost(Throwable failure) {
    Throwable cause = failure;
    for (Throwable next = cause.getCause(); next != null; next = cause.getCause()) {
      cause = next;
    }
    return cause;
  }
}
