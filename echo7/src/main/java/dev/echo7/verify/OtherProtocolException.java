package dev.echo7.verify;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The server speaks a protocol of text, as mail and web servers do: what it sent first is not an
 * echo, but a greeting or an error.
 */
public final class OtherProtocolException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Fewer bytes may be the beginning of anything. */
  private static final int ENOUGH = 4;

  private static final int MOST_SHOWN = 60;

  private OtherProtocolException(String firstLine) {
    super("not an echo server: it answered '" + firstLine + "'");
  }

  /**
   * Judges the first bytes that came back on a connection.
   *
   * @param in ready to be read; stays as it is
   * @param frame what was sent, or will be
   * @return whether that was possible: there were enough of them, or frames have no header
   * @throws OtherProtocolException if they are text; a frame begins with a byte that is none
   */
  public static boolean refuse(ByteBuffer in, Frame frame) throws OtherProtocolException {
    if (!frame.hasHeader()) {
      return true;
    }
    if (in.remaining() < ENOUGH) {
      return false;
    }
    String line = firstLine(in);
    // Our own header of --send-proxy may come back.
    if (line != null && !line.startsWith("PROXY ")) {
      throw new OtherProtocolException(line);
    }
    return true;
  }

  /** Null if it is not text. */
  private static @Nullable String firstLine(ByteBuffer in) {
    StringBuilder line = new StringBuilder();
    for (int at = in.position(); at < in.limit() && line.length() < MOST_SHOWN; at++) {
      byte next = in.get(at);
      boolean endsLine = next == '\r' || next == '\n';
      if (endsLine && !line.isEmpty()) {
        return line.toString();
      }
      if (next != '\t' && !endsLine && (next < ' ' || next > '~')) {
        return null;
      }
      if (!endsLine) {
        line.append(next == '\t' ? ' ' : (char) next);
      }
    }
    return line.isEmpty() ? null : line.toString();
  }
}
