package dev.echo7.events;

import java.util.Locale;

/**
 * How a connection ended.
 *
 * @param reason why
 * @param first who ended it first: of two FINs, the one that came before the other
 */
public record Closing(CloseReason reason, Side first) {

  /** One side of a connection. The text is stable: logs print it. */
  public enum Side {
    /** The other side, or the way to it. */
    PEER,
    /** Ours. */
    SERVER;

    /** {@code peer}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
