package dev.echo7.client.check;

import dev.echo7.client.connect.EchoSession;
import dev.echo7.client.dial.NotEchoException;
import dev.echo7.measure.AwakeClock;
import dev.echo7.net.Endpoint;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.posix.SystemError;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A connection that is held against what it should be: whoever waits on it waits no longer than the
 * target's patience, and hears what happened in the place of the echo.
 *
 * <p>One thread at a time, but for {@link #close} and an {@link EchoSender}.
 */
final class CheckedConnection implements AutoCloseable {
  private static final int PIECE_BYTES = 64 * 1024;

  /** What comes after a byte that differs is read for so long, to find where it belongs. */
  private static final long AFTERMATH_NS = TimeUnit.MILLISECONDS.toNanos(300);

  private static final int AFTERMATH_BYTES = 4096;
  private static final ScheduledThreadPoolExecutor ALARMS = alarms();

  private final EchoSession session;
  private final CheckTarget target;
  private final ByteBuffer came = ByteBuffer.allocateDirect(PIECE_BYTES);
  private final byte[] actual = new byte[PIECE_BYTES];
  private volatile boolean gaveUp;
  private List<EchoPayload> others = List.of();

  CheckedConnection(EchoSession session, CheckTarget target) {
    this.session = session;
    this.target = target;
  }

  private static ScheduledThreadPoolExecutor alarms() {
    ScheduledThreadPoolExecutor one =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("alarms").factory());
    one.setRemoveOnCancelPolicy(true);
    return one;
  }

  /** Where bytes that are not ours may come from. */
  void compareWith(List<EchoPayload> streams) {
    others = streams;
  }

  EchoSession session() {
    return session;
  }

  /** Sends all of it, from this thread. */
  void send(EchoPayload payload) throws IOException {
    send(payload, 0, payload.length());
  }

  /** Sends a part of it, from this thread. */
  void send(EchoPayload payload, long from, long to) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, to - from));
    for (long at = from; at < to; at += piece.limit()) {
      payload.put(at, piece.clear().limit((int) Math.min(piece.capacity(), to - at)));
      String progress = " after " + (at - from) + " of " + (to - from) + " bytes were sent";
      Patience alarm = new Patience(target.patience().toNanos());
      try {
        session.write(piece.flip());
      } catch (IOException e) {
        String why = gaveUp ? "the server took nothing for " + target.patienceText() : words(e);
        throw new NotEchoException(why + progress);
      } finally {
        alarm.close();
      }
    }
  }

  /** All of it comes back. */
  void expect(EchoPayload payload) throws IOException {
    expect(payload, 0, payload.length());
  }

  /** A part of it comes back; what comes after that is not read. */
  void expect(EchoPayload payload, long from, long to) throws IOException {
    for (long at = from; at < to; at += came.limit()) {
      read((int) Math.min(PIECE_BYTES, to - at), at - from, to - from);
      compare(payload, at);
    }
  }

  /** One byte, whatever it is. */
  byte next() throws IOException {
    read(1, 0, 1);
    return came.get();
  }

  /** Reads something, up to that many bytes, into {@link #came}. */
  private void read(int most, long before, long all) throws IOException {
    if (!read(most, target.patience().toNanos(), " after " + before + " of " + all + " bytes")) {
      throw new NotEchoException("truncated: FIN after " + before + " of " + all + " bytes");
    }
  }

  /** Returns false at the end of the stream. */
  private boolean read(int most, long patienceNs, String progress) throws IOException {
    came.clear().limit(most);
    Patience alarm = new Patience(patienceNs);
    try {
      boolean some = session.read(came) >= 0;
      came.flip();
      return some;
    } catch (IOException e) {
      String why = gaveUp ? "nothing came for " + target.patienceText() : words(e);
      throw new NotEchoException(why + progress);
    } finally {
      alarm.close();
    }
  }

  private void compare(EchoPayload payload, long at) throws IOException {
    int count = came.limit();
    came.get(actual, 0, count);
    int differs = Arrays.mismatch(payload.bytes(at, at + count), 0, count, actual, 0, count);
    if (differs >= 0) {
      byte[] wrong = aftermath(Arrays.copyOfRange(actual, differs, count));
      throw new Divergence(payload, at + differs, wrong, others).named();
    }
  }

  /** What came where the stream went wrong, and some of what comes after that. */
  private byte[] aftermath(byte[] start) {
    ByteBuffer all = ByteBuffer.allocate(Math.max(start.length, AFTERMATH_BYTES)).put(start);
    try {
      while (all.hasRemaining() && read(all.remaining(), AFTERMATH_NS, "")) {
        all.put(came);
      }
    } catch (IOException e) {
      // There is no more.
    }
    return Arrays.copyOf(all.array(), all.position());
  }

  /** The server ends the stream, and has sent no more than it was asked. */
  void expectEnd(EchoPayload payload) throws IOException {
    String progress = "; no FIN answered ours, all " + payload.length() + " bytes are back";
    if (read(PIECE_BYTES, target.patience().toNanos(), progress)) {
      throw new NotEchoException(
          surplus(payload, Divergence.count(came.limit()) + " more than were sent"));
    }
  }

  /**
   * No more comes than was sent: half-closes, and waits a little for the end, or for more. Whether
   * there is an end is the claim of another check.
   */
  void expectNoMore(EchoPayload payload) throws IOException {
    boolean more;
    try {
      session.shutdownOutput();
      more = read(PIECE_BYTES, Math.min(AFTERMATH_NS, target.patience().toNanos()), "");
    } catch (IOException e) {
      return;
    }
    if (more) {
      throw new NotEchoException(
          surplus(payload, Divergence.count(came.limit()) + " or more than were sent"));
    }
  }

  /** Bytes after the end: are they some that were there before? */
  private String surplus(EchoPayload payload, String what) {
    byte[] extra = new byte[came.limit()];
    came.get(extra);
    byte[] tail = payload.bytes(payload.length() - extra.length, payload.length());
    return (Arrays.equals(tail, extra) ? "duplicated: " : "inserted: ") + what;
  }

  void halfClose() throws IOException {
    session.shutdownOutput();
  }

  /** A small window, so that what the server sends soon waits with the server. */
  void narrow() throws IOException {
    SocketChannel channel = session.channel();
    if (channel != null) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, PIECE_BYTES);
    }
  }

  /** Ends it by RST, where there is such a thing. */
  void reset() throws IOException {
    SocketChannel channel = session.channel();
    if (channel != null && target.endpoint() instanceof Endpoint.Internet) {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      channel.close();
    }
    close();
  }

  static String words(IOException failure) {
    if (failure instanceof PortUnreachableException) {
      return "nobody listens there, or no more (ICMP port unreachable)";
    }
    boolean reset = SystemError.ECONNRESET.isIn(failure) || SystemError.EPIPE.isIn(failure);
    return reset
        ? "the server reset the connection"
        : "the connection broke (" + FailureText.of(failure) + ")";
  }

  @Override
  public void close() {
    target.forget(this);
    try {
      session.close();
    } catch (IOException e) {
      // It is gone.
    }
  }

  /** Closes the connection unless it is canceled in time, by the clock of {@link AwakeClock}. */
  private final class Patience {
    private final long endNs;
    private ScheduledFuture<?> alarm;
    private boolean over;

    Patience(long patienceNs) {
      this.endNs = AwakeClock.nowNs() + patienceNs;
      this.alarm = ALARMS.schedule(this::look, patienceNs, TimeUnit.NANOSECONDS);
    }

    private void look() {
      synchronized (this) {
        long leftNs = endNs - AwakeClock.nowNs();
        if (over || leftNs > 0) {
          if (!over) {
            alarm = ALARMS.schedule(this::look, leftNs, TimeUnit.NANOSECONDS);
          }
          return;
        }
      }
      gaveUp = true;
      CheckedConnection.this.close();
    }

    synchronized void close() {
      over = true;
      alarm.cancel(false);
    }
  }
}
