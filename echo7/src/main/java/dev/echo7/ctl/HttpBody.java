package dev.echo7.ctl;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of a response, in any framing (RFC 9112, section 6.3). One thread; closing it has no
 * effect.
 */
final class HttpBody extends InputStream {
  private static final long CHUNKED = -1;
  private static final long UNTIL_CLOSE = -2;

  private final HttpInput input;
  private final long framing;
  private long left;
  private boolean first = true;
  private boolean ended;

  private HttpBody(HttpInput input, long framing) {
    this.input = input;
    this.framing = framing;
    this.left = Math.max(0, framing);
    this.ended = framing == 0;
  }

  static HttpBody ofLength(HttpInput input, long length) {
    return new HttpBody(input, length);
  }

  static HttpBody chunked(HttpInput input) {
    return new HttpBody(input, CHUNKED);
  }

  static HttpBody untilClose(HttpInput input) {
    return new HttpBody(input, UNTIL_CLOSE);
  }

  /** Whether all of it was read and the connection can be used again. */
  boolean isComplete() {
    return ended && framing != UNTIL_CLOSE;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (framing == CHUNKED && left == 0 && !ended) {
      beginChunk();
    }
    if (ended) {
      return -1;
    }
    int wanted = framing == UNTIL_CLOSE ? length : (int) Math.min(length, left);
    int count = input.read(into, offset, wanted);
    if (count < 0) {
      if (framing != UNTIL_CLOSE) {
        throw new EOFException("the server closed the connection in the middle of its answer");
      }
      ended = true;
      return -1;
    }
    left -= framing == UNTIL_CLOSE ? 0 : count;
    ended = framing >= 0 && left == 0;
    return count;
  }

  private void beginChunk() throws IOException {
    if (!first && !input.line().isEmpty()) {
      throw new NotHttpException("a chunk longer than its size");
    }
    first = false;
    left = chunkSize(input.line());
    if (left == 0) {
      int trailers = 0;
      while (!input.line().isEmpty()) {
        // Trailers are ignored.
        if (++trailers > HttpInput.MAX_FIELDS) {
          throw new NotHttpException("too many trailers");
        }
      }
      ended = true;
    }
  }

  private static long chunkSize(String line) throws NotHttpException {
    String digits = line.replaceFirst("[ \\t]*(;.*)?$", "");
    if (!digits.matches("[0-9A-Fa-f]{1,15}")) {
      throw new NotHttpException("a chunk without a size");
    }
    return Long.parseLong(digits, 16);
  }
}
