package dev.echo7.client.check;

import dev.echo7.client.check.CheckVerdict.Ok;
import dev.echo7.client.dial.NotEchoException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What a stream has to do on one connection when there is more than its buffers hold. */
final class BulkChecks {
  private static final long MEBIBYTE = 1 << 20;
  private static final long PIPELINED_BYTES = 64 * MEBIBYTE;

  /**
   * More than the kernels of both ends hold on Linux by default (tcp_wmem and tcp_rmem: 4 and 6
   * MiB), so that some of it is in the server itself when the end comes.
   */
  private static final long OWED_BYTES = 16 * MEBIBYTE;

  private static final long SLOW_BYTES = 4 * MEBIBYTE;
  private static final int SLOW_PIECE_BYTES = 64 * 1024;
  private static final long SLOW_PAUSE_NS = Duration.ofMillis(10).toNanos();
  private static final int RESETS = 3;

  /** How long a server takes nothing before that is backpressure. */
  private static final Duration STILL = Duration.ofMillis(300);

  /** How long the end of our stream has to reach the server before it is read from. */
  private static final Duration END_TRAVELS = Duration.ofMillis(300);

  private BulkChecks() {}

  /**
   * A server with bounded memory stops to read when its answers are not read, and is right to: then
   * reading begins before all is written, and where it did is said. What counts is that all of it
   * comes back.
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
    return "after some "
        + sent / 1024
        + " KiB no more could be written until the client read (backpressure)";
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

  /** Nothing is read until our end of the stream is with the server, where it lets us write all. */
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

  /** With bytes on their way in both directions. */
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
