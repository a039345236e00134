package dev.echo7.server.echo;

import dev.echo7.events.CloseReason;
import dev.echo7.events.Closing;
import dev.echo7.events.Closing.Side;
import dev.echo7.net.posix.SystemError;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Determines why one connection ended, from events that may come in any order: the first one
 * counts, except that a cut overrides those before it. On the connection's event loop.
 */
final class CloseCause {
  private @Nullable CloseReason reason;
  private @Nullable Side first;

  /** The peer's FIN, or its close_notify. Whether it gets its whole echo is not yet known. */
  void peerEnded() {
    begunBy(Side.PEER);
  }

  /** We begin to end it, and deliver what is pending. */
  void weEnd(CloseReason why) {
    begunBy(Side.SERVER);
    if (reason == null) {
      reason = why;
    }
  }

  /** We end it at once, whatever is pending. */
  void weCut(CloseReason why) {
    begunBy(Side.SERVER);
    reason = why;
  }

  /** The connection failed. */
  void failed(Throwable cause) {
    CloseReason why = reasonOf(cause);
    begunBy(why == CloseReason.RESET || why == CloseReason.LOST ? Side.PEER : Side.SERVER);
    if (reason == null) {
      reason = why;
    }
  }

  /**
   * The verdict, once the socket is closed.
   *
   * @param unsaidFailure whether the transport may have closed without reporting why, as after a
   *     failed TLS write
   */
  Closing closing(boolean unsaidFailure) {
    if (reason != null && first != null) {
      return new Closing(reason, first);
    }
    return new Closing(
        first == null && unsaidFailure ? CloseReason.RESET : CloseReason.PEER_CLOSED, Side.PEER);
  }

  private void begunBy(Side side) {
    if (first == null) {
      first = side;
    }
  }

  private static CloseReason reasonOf(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof OutOfMemoryError) {
        return CloseReason.MEMORY;
      }
      if (each instanceof SSLException) {
        return CloseReason.TLS_ERROR;
      }
      if (each instanceof IOException) {
        return saysReset(each) ? CloseReason.RESET : CloseReason.LOST;
      }
    }
    return CloseReason.ERROR;
  }

  private static boolean saysReset(Throwable failure) {
    return SystemError.ECONNRESET.isIn(failure) || SystemError.EPIPE.isIn(failure);
  }
}
