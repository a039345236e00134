package dev.echo7.client.check;

import dev.echo7.client.connect.EchoSession;
import dev.echo7.measure.AwakeClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Sends a payload on a thread of its own, so that whoever reads may begin before all of it is on
 * its way. It waits for the server as long as the connection is open: the reader's patience ends
 * both.
 */
final class EchoSender {
  private static final int PIECE_BYTES = 64 * 1024;
  private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(10);

  private final EchoSession session;
  private final EchoPayload payload;
  private final boolean halfClose;
  private final Thread thread;
  private volatile long sent;

  private EchoSender(CheckedConnection connection, EchoPayload payload, boolean halfClose) {
    this.session = connection.session();
    this.payload = payload.copy();
    this.halfClose = halfClose;
    this.thread = Thread.ofPlatform().daemon().name("sender").unstarted(this::run);
  }

  /**
   * Starts to send.
   *
   * @param halfClose whether our end of the stream follows at once
   */
  static EchoSender start(CheckedConnection connection, EchoPayload payload, boolean halfClose) {
    EchoSender sender = new EchoSender(connection, payload, halfClose);
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
      // The reader finds the same connection broken, and says so.
    }
  }

  /** How many bytes are on their way, to the nearest piece. */
  long sent() {
    return sent;
  }

  /**
   * Waits until all is sent, or until for so long the server has taken nothing.
   *
   * @return whether all is sent
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
