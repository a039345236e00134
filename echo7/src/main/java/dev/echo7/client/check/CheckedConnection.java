package dev.echo7.client.check;

import dev.echo7.client.connect.EchoSession;
import dev.echo7.client.dial.NotEchoException;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.posix.SystemError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A connection with assertions: each waits at most as long as the server may do nothing, and
 * reports what happened instead of the echo.
 *
 * <p>One thread at a time, but for {@link #close} and an {@link EchoSender}.
 */
final class CheckedConnection implements AutoCloseable {
  private static final int PIECE_BYTES = 64 * 1024;

  /** How long to read on after the first wrong byte, to find out where the bytes belong. */
  private static final long AFTERMATH_NS = TimeUnit.MILLISECONDS.toNanos(300);

  private static final int AFTERMATH_BYTES = 4096;
  private static final String RESET = "the server reset the connection";

  private final EchoSession session;
  private final Patience patience;
  private final ByteBuffer came = ByteBuffer.allocateDirect(PIECE_BYTES);
  private final byte[] actual = new byte[PIECE_BYTES];
  private volatile boolean gaveUp;
  private List<EchoPayload> others = List.of();
  private volatile BooleanSupplier resetMeanwhile = () -> false;

  CheckedConnection(EchoSession session, Patience patience) {
    this.session = session;
    this.patience = patience;
  }

  /** Gives it the payloads of the other connections, to recognise their bytes. */
  void compareWith(List<EchoPayload> streams) {
    others = streams;
  }

  /**
   * Somebody else sends. The kernel reports a reset only once: a sender that meets it leaves the
   * reader what looks like a FIN.
   *
   * @param wasReset whether the sender has met a reset, asked at the end of the stream
   */
  void sentBy(BooleanSupplier wasReset) {
    resetMeanwhile = wasReset;
  }

  EchoSession session() {
    return session;
  }

  /** Sends a payload, on the calling thread. */
  void send(EchoPayload payload) throws IOException {
    send(payload, 0, payload.length());
  }

  /** Sends a part of a payload, on the calling thread. */
  void send(EchoPayload payload, long from, long to) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, to - from));
    for (long at = from; at < to; at += piece.limit()) {
      payload.put(at, piece.clear().limit((int) Math.min(piece.capacity(), to - at)));
      String progress =
          " after " + (at - from) + " of " + PayloadMismatch.count(to - from) + " were sent";
      patience.begin(patience.limit().toNanos(), this::giveUp);
      try {
        session.write(piece.flip());
      } catch (IOException e) {
        String why = gaveUp ? "the server read nothing for " + patience.text() : words(e);
        throw new NotEchoException(why + progress);
      } finally {
        patience.end();
      }
    }
  }

  /** Expects all of a payload to come back. */
  void expect(EchoPayload payload) throws IOException {
    expect(payload, 0, payload.length());
  }

  /** Expects a part of a payload to come back, and reads no further. */
  void expect(EchoPayload payload, long from, long to) throws IOException {
    for (long at = from; at < to; at += came.limit()) {
      read((int) Math.min(PIECE_BYTES, to - at), at - from, to - from);
      compare(payload, at);
    }
  }

  /** Reads one byte, whatever it is. */
  byte next() throws IOException {
    read(1, 0, 1);
    return came.get();
  }

  /** Reads something, up to that many bytes, into {@link #came}. */
  private void read(int most, long before, long all) throws IOException {
    String progress = " after " + before + " of " + PayloadMismatch.count(all);
    if (!read(most, patience.limit().toNanos(), progress)) {
      throw new NotEchoException(
          (resetMeanwhile.getAsBoolean() ? RESET : "truncated: FIN") + progress);
    }
  }

  /** Returns false at the end of the stream. */
  private boolean read(int most, long patienceNs, String progress) throws IOException {
    came.clear().limit(most);
    patience.begin(patienceNs, this::giveUp);
    try {
      boolean some = session.read(came) >= 0;
      came.flip();
      return some;
    } catch (IOException e) {
      String why = gaveUp ? "nothing received for " + patience.text() : words(e);
      throw new NotEchoException(why + progress);
    } finally {
      patience.end();
    }
  }

  private void compare(EchoPayload payload, long at) throws IOException {
    int count = came.limit();
    came.get(actual, 0, count);
    int differs = Arrays.mismatch(payload.bytes(at, at + count), 0, count, actual, 0, count);
    if (differs >= 0) {
      byte[] wrong = aftermath(Arrays.copyOfRange(actual, differs, count));
      throw new PayloadMismatch(payload, at + differs, wrong, others).named();
    }
  }

  /** The bytes from the first wrong one on, and some of those that follow. */
  private byte[] aftermath(byte[] start) {
    ByteBuffer all = ByteBuffer.allocate(Math.max(start.length, AFTERMATH_BYTES)).put(start);
    try {
      while (all.hasRemaining() && read(all.remaining(), AFTERMATH_NS, "")) {
        all.put(came);
      }
    } catch (IOException e) {
      // That is all there is.
    }
    return Arrays.copyOf(all.array(), all.position());
  }

  /** Expects the server to end the stream, without any more bytes. */
  void expectEnd(EchoPayload payload) throws IOException {
    String progress =
        "; no FIN after ours, although "
            + (payload.length() == 1 ? "the byte" : "all " + payload.length() + " bytes")
            + " came back";
    if (read(PIECE_BYTES, patience.limit().toNanos(), progress)) {
      throw new NotEchoException(
          surplus(payload, PayloadMismatch.count(came.limit()) + " more than were sent"));
    }
  }

  /**
   * Expects no more bytes than were sent: half-closes, and waits briefly for the end or for more.
   * Another check tests whether the server ends the stream at all.
   */
  void expectNoMore(EchoPayload payload) throws IOException {
    boolean more;
    try {
      session.shutdownOutput();
      more = read(PIECE_BYTES, Math.min(AFTERMATH_NS, patience.limit().toNanos()), "");
    } catch (IOException e) {
      return;
    }
    if (more) {
      throw new NotEchoException(
          surplus(payload, PayloadMismatch.count(came.limit()) + " or more than were sent"));
    }
  }

  /** Describes surplus bytes: a repetition of the last ones, or others. */
  private String surplus(EchoPayload payload, String what) {
    byte[] extra = new byte[came.limit()];
    came.get(extra);
    byte[] tail = payload.bytes(payload.length() - extra.length, payload.length());
    return (Arrays.equals(tail, extra) ? "duplicated: " : "inserted: ") + what;
  }

  void halfClose() throws IOException {
    session.shutdownOutput();
  }

  /** Shrinks our receive window, so that echoes soon pile up in the server. */
  void narrow() throws IOException {
    SocketChannel channel = session.channel();
    if (channel != null) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, PIECE_BYTES);
    }
  }

  /** Resets the connection (RST), where the transport can. */
  void reset() throws IOException {
    SocketChannel channel = session.channel();
    if (channel != null && channel.getRemoteAddress() instanceof InetSocketAddress) {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      channel.close();
    }
    close();
  }

  static String words(IOException failure) {
    boolean reset = SystemError.ECONNRESET.isIn(failure) || SystemError.EPIPE.isIn(failure);
    return reset ? RESET : "the connection broke (" + FailureText.of(failure) + ")";
  }

  private void giveUp() {
    gaveUp = true;
    close();
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (IOException e) {
      // It is gone.
    }
  }
}
