package dev.echo7.ctl;

import dev.echo7.client.connect.EchoSession;
import dev.echo7.measure.Deadline;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * What an HTTP server sends, by the line and by the byte; a server that is silent for too long is
 * given up. One thread.
 */
final class HttpInput implements AutoCloseable {
  /** More than any line of a response head or an event stream. */
  static final int MAX_LINE_BYTES = 64 * 1024;

  /** More header fields, or trailers, than a server has reason to send. */
  static final int MAX_FIELDS = 100;

  private final EchoSession session;
  private final long silenceNs;
  private final Deadline deadline;
  private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024).flip();
  private boolean begun;
  private volatile boolean expired;

  /**
   * @param silence how long the server may send nothing while a response is awaited
   */
  HttpInput(EchoSession session, Duration silence) {
    this.session = session;
    this.silenceNs = silence.toNanos();
    this.deadline = new Deadline("silence-watch", this::expire);
  }

  private void expire() {
    expired = true;
    try {
      session.close();
    } catch (IOException e) {
      // The thread that waits finds the connection closed all the same.
    }
  }

  /** Begins to wait for the next response. */
  void begin() {
    begun = false;
    deadline.setIn(silenceNs);
  }

  /** Ends the wait: the server may be silent until the next request. */
  void rest() {
    deadline.clear();
  }

  /** Whether the connection was closed because the server was silent. */
  boolean hasExpired() {
    return expired;
  }

  /** The reason of a failure, which may be our own timeout. */
  IOException explain(IOException failure) {
    return expired
        ? new IOException(
            "no data from the server for " + silenceNs / 1_000_000_000 + " s: is it stopped?",
            failure)
        : failure;
  }

  /** Whether some of the response has come. */
  boolean hasBegun() {
    return begun;
  }

  /** Whether all bytes that came have been read. */
  boolean isDrained() {
    return !buffer.hasRemaining();
  }

  /**
   * A line without its LF or CR LF.
   *
   * @throws EOFException if the stream ends before the line does
   * @throws NotHttpException if it is longer than {@link #MAX_LINE_BYTES}
   */
  String line() throws IOException {
    byte[] line = new byte[256];
    int length = 0;
    for (int next = read(); next != '\n'; next = read()) {
      if (next < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (length == MAX_LINE_BYTES) {
        throw new NotHttpException("a line that is too long");
      }
      if (length == line.length) {
        line = Arrays.copyOf(line, 2 * length);
      }
      line[length++] = (byte) next;
    }
    if (length > 0 && line[length - 1] == '\r') {
      length--;
    }
    return new String(line, 0, length, StandardCharsets.UTF_8);
  }

  /** The next byte; -1 at the end of the stream. */
  int read() throws IOException {
    return fill() ? buffer.get() & 0xff : -1;
  }

  /** As {@link java.io.InputStream#read(byte[], int, int)}, for a length of at least 1. */
  int read(byte[] into, int offset, int length) throws IOException {
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, buffer.remaining());
    buffer.get(into, offset, count);
    return count;
  }

  private boolean fill() throws IOException {
    if (!buffer.hasRemaining()) {
      buffer.clear();
      int count;
      try {
        count = session.read(buffer);
      } catch (IOException e) {
        throw explain(e);
      } finally {
        buffer.flip();
      }
      deadline.setIn(silenceNs);
      begun |= count > 0;
      return count > 0;
    }
    return true;
  }

  /** Ends the timer; the session is the caller's. */
  @Override
  public void close() {
    deadline.close();
  }
}
