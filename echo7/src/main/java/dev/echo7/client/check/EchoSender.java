package dev.echo7.client.check;

import dev.echo7.client.connect.EchoSession;
import dev.echo7.measure.AwakeClock;
import dev.echo7.net.posix.SystemError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends a payload on a thread of its own, so that the reader can begin before all of it is sent. It
 * has no timeout of its own, but ends when the reader closes the connection.
 */
final class EchoSender {
  private static final int PIECE_BYTES = 64 * 1024;

  /** How long a sender may take to notice that the connection has ended. */
  private static final Duration END = Duration.ofMillis(200);

  private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(10);

  private final EchoSession session;
  private final EchoPayload payload;
  private final boolean halfClose;
  private final Thread thread;
  private volatile long sent;
  private volatile @Nullable IOException failure;

  private EchoSender(CheckedConnection connection, EchoPayload payload, boolean halfClose) {
    this.session = connection.session();
    this.payload = payload.copy();
    this.halfClose = halfClose;
    this.thread = Thread.ofPlatform().daemon().name("sender").unstarted(this::run);
  }

  /**
   * Starts to send.
   *
   * @param halfClose whether to half-close right after it
   */
  static EchoSender start(CheckedConnection connection, EchoPayload payload, boolean halfClose) {
    EchoSender sender = new EchoSender(connection, payload, halfClose);
    connection.sentBy(sender::wasReset);
    sender.thread.start();
    return sender;
  }

  private void run() {
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
    try {
      for (long at = 0; at < payload.length(); at += piece.limit()) {
        payload.put(at, piece.clear());
        session.write(piece.flip());
        sent = at + piece.limit();
      }
      if (halfClose) {
        session.shutdownOutput();
      }
    } catch (IOException e) {
      // The reader finds the connection ended, too, and reports it.
      failure = e;
    }
  }

  /**
   * Whether a reset ended it. After a FIN the kernel reports a broken pipe instead (tcp_reset in
   * net/ipv4/tcp_input.c).
   */
  private boolean wasReset() {
    try {
      thread.join(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    IOException met = failure;
    return met != null && SystemError.ECONNRESET.isIn(met);
  }

  /** How many bytes have been sent, rounded to pieces. */
  long sent() {
    return sent;
  }

  /**
   * Waits until all is sent, or until the server has accepted nothing for this time.
   *
   * @return whether all has been sent
   */
  boolean awaitAllOr(Duration still) {
    long before = -1;
    long movedNs = AwakeClock.nowNs();
    try {
      while (!thread.join(Duration.ofNanos(LOOK_NS))) {
        long now = sent;
        long nowNs = AwakeClock.nowNs();
        if (now != before) {
          before = now;
          movedNs = nowNs;
        } else if (nowNs - movedNs > still.toNanos()) {
          return false;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return sent == payload.length();
  }
}
