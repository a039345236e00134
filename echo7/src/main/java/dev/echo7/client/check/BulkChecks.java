package dev.echo7.client.check;

import dev.echo7.client.check.CheckVerdict.Ok;
import dev.echo7.client.dial.NotEchoException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Checks of a stream with more bytes than the buffers on the way hold. */
final class BulkChecks {
  private static final long MEBIBYTE = 1 << 20;
  private static final long PIPELINED_BYTES = 64 * MEBIBYTE;

  /**
   * More than the kernels of both ends buffer by default on Linux (tcp_wmem and tcp_rmem: 4 and 6
   * MiB), so that the server itself holds some bytes when the end comes.
   */
  private static final long OWED_BYTES = 16 * MEBIBYTE;

  private static final long SLOW_BYTES = 4 * MEBIBYTE;
  private static final int SLOW_PIECE_BYTES = 64 * 1024;
  private static final long SLOW_PAUSE_NS = Duration.ofMillis(10).toNanos();
  private static final int RESETS = 3;

  /** How long a server must accept no bytes to count as backpressure. */
  private static final Duration STILL = Duration.ofMillis(300);

  /** How long to let our FIN travel before reading. */
  private static final Duration END_TRAVELS = Duration.ofMillis(300);

  private BulkChecks() {}

  /**
   * A server with bounded memory rightly stops reading when its replies are not read. Then the
   * client starts to read before it has written everything, and the result notes where. The check
   * passes if all bytes come back.
   */
  static CheckVerdict writeBeforeRead(CheckTarget target) throws IOException {
    EchoPayload payload = target.payload(MEBIBYTE);
    try (CheckedConnection connection = target.connect()) {
      EchoSender sender = EchoSender.start(connection, payload, false);
      boolean all = sender.awaitAllOr(still(target));
      long sent = sender.sent();
      connection.expect(payload);
      connection.expectNoMore(payload);
      return new Ok(all ? "" : backpressure(sent));
    }
  }

  private static String backpressure(long sent) {
    return "writes blocked after about "
        + sent / 1024
        + " KiB until the client read (backpressure)";
  }

  private static Duration still(CheckTarget target) {
    Duration third = target.patience().dividedBy(3);
    return STILL.compareTo(third) < 0 ? STILL : third;
  }

  static CheckVerdict pipelined(CheckTarget target) throws IOException {
    EchoPayload payload = target.payload(PIPELINED_BYTES);
    try (CheckedConnection connection = target.connect()) {
      EchoSender.start(connection, payload, false);
      connection.expect(payload);
      connection.expectNoMore(payload);
      return new Ok("");
    }
  }

  static CheckVerdict slowReader(CheckTarget target) throws IOException {
    EchoPayload payload = target.payload(SLOW_BYTES);
    try (CheckedConnection connection = target.connect()) {
      connection.narrow();
      EchoSender.start(connection, payload, false);
      for (long at = 0; at < SLOW_BYTES; at += SLOW_PIECE_BYTES) {
        LockSupport.parkNanos(SLOW_PAUSE_NS);
        expect(connection, payload, at, at + SLOW_PIECE_BYTES);
      }
      connection.expectNoMore(payload);
      return new Ok("");
    }
  }

  private static void expect(CheckedConnection connection, EchoPayload payload, long from, long to)
      throws IOException {
    try {
      connection.expect(payload, from, to);
    } catch (NotEchoException e) {
      throw e.at("of " + payload.length() + " bytes, in those from " + from + " to " + to);
    }
  }

  /** Reads nothing before our FIN has reached the server, if the server accepts all bytes. */
  static CheckVerdict halfClose(CheckTarget target) throws IOException {
    EchoPayload payload = target.payload(OWED_BYTES);
    try (CheckedConnection connection = target.connect()) {
      connection.narrow();
      EchoSender sender = EchoSender.start(connection, payload, true);
      boolean all = sender.awaitAllOr(still(target));
      long sent = sender.sent();
      if (all) {
        LockSupport.parkNanos(END_TRAVELS.toNanos());
      }
      connection.expect(payload);
      connection.expectEnd(payload);
      return new Ok(all ? "" : backpressure(sent));
    }
  }

  /** Resets connections with bytes in flight in both directions. */
  static CheckVerdict reset(CheckTarget target) throws IOException {
    EchoPayload payload = target.payload(MEBIBYTE);
    for (int i = 0; i < RESETS; i++) {
      try (CheckedConnection connection = target.connect()) {
        EchoSender sender = EchoSender.start(connection, payload, false);
        sender.awaitAllOr(still(target).dividedBy(3));
        connection.reset();
      }
    }
    try {
      target.expectService();
    } catch (NotEchoException e) {
      throw e.at("the client after " + RESETS + " that reset");
    }
    return new Ok("");
  }
}
