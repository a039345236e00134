package dev.echo7.client.check;

import dev.echo7.client.check.CheckVerdict.Ok;
import dev.echo7.client.check.CheckVerdict.Skipped;
import dev.echo7.client.dial.NotEchoException;
import dev.echo7.net.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Checks of a stream with few bytes (RFC 862: "any data received is sent back"). */
final class StreamChecks {
  private static final int DRIP_BYTES = 100;
  private static final int LONG_LINE_BYTES = 5000;

  private StreamChecks() {}

  /** All checks of a stream, in order. */
  static List<Check> all() {
    return List.of(
        new Check("single-byte", "one byte comes back", StreamChecks::singleByte),
        new Check(
            "byte-drip", "bytes sent one by one come back one by one", StreamChecks::byteDrip),
        new Check("all-bytes", "all 256 byte values come back unchanged", StreamChecks::values),
        new Check("lines", "CR, LF, NUL and long lines come back unchanged", StreamChecks::lines),
        new Check(
            "write-before-read",
            "1 MiB comes back to a client that writes everything, then reads",
            BulkChecks::writeBeforeRead),
        new Check("pipelined", "64 MiB come back while they are being sent", BulkChecks::pipelined),
        new Check(
            "slow-reader", "4 MiB come back to a client that reads slowly", BulkChecks::slowReader),
        new Check(
            "half-close",
            "after the client's half-close, all pending bytes come back, then FIN",
            BulkChecks::halfClose),
        new Check("no-byte", "a client that sends only FIN gets FIN", StreamChecks::noByte),
        new Check(
            "urgent", "urgent data does not harm the rest of the stream", StreamChecks::urgent),
        new Check(
            "reset",
            "the server survives clients that reset, and serves the next one",
            BulkChecks::reset),
        new Check(
            "interleaved",
            "100 concurrent connections each get their own bytes",
            ManyConnections::interleaved));
  }

  private static CheckVerdict singleByte(CheckTarget target) throws IOException {
    return comesBack(target, EchoPayload.of((byte) 'e'));
  }

  private static CheckVerdict comesBack(CheckTarget target, EchoPayload payload)
      throws IOException {
    try (CheckedConnection connection = target.connect()) {
      connection.send(payload);
      connection.expect(payload);
      connection.expectNoMore(payload);
      return new Ok("");
    }
  }

  private static CheckVerdict byteDrip(CheckTarget target) throws IOException {
    EchoPayload payload = target.payload(DRIP_BYTES);
    try (CheckedConnection connection = target.connect()) {
      for (int i = 0; i < DRIP_BYTES; i++) {
        connection.send(payload, i, i + 1L);
        try {
          connection.expect(payload, i, i + 1L);
        } catch (NotEchoException e) {
          throw e.at("byte " + (i + 1) + " of " + DRIP_BYTES + ", sent alone");
        }
      }
      connection.expectNoMore(payload);
      return new Ok("");
    }
  }

  private static CheckVerdict values(CheckTarget target) throws IOException {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return comesBack(target, EchoPayload.of(bytes));
  }

  private static CheckVerdict lines(CheckTarget target) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    lines.writeBytes(
        "LF\nCR LF\r\nCR\r\n\n\r\r\nNUL \0 inside\n\0\n".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < LONG_LINE_BYTES; i++) {
      lines.write('!' + i * i % 89);
    }
    lines.writeBytes("\nno line end".getBytes(StandardCharsets.US_ASCII));
    return comesBack(target, EchoPayload.of(lines.toByteArray()));
  }

  private static CheckVerdict noByte(CheckTarget target) throws IOException {
    EchoPayload nothing = EchoPayload.of();
    try (CheckedConnection connection = target.connect()) {
      connection.halfClose();
      connection.expectEnd(nothing);
    }
    target.expectService();
    return new Ok("");
  }

  /**
   * One byte of RFC 6093's urgent data between others. A server on plain sockets does not see it,
   * one with SO_OOBINLINE does; both are correct.
   */
  private static CheckVerdict urgent(CheckTarget target) throws IOException {
    if (target.endpoint().transport() != Transport.TCP) {
      return new Skipped("urgent data exists only in plain TCP");
    }
    try (CheckedConnection connection = target.connect()) {
      EchoPayload dropped = EchoPayload.of("abcdef".getBytes(StandardCharsets.US_ASCII));
      EchoPayload inline = EchoPayload.of("abc!def".getBytes(StandardCharsets.US_ASCII));
      SocketChannel channel = connection.session().channel();
      if (channel == null) {
        return new Skipped("this connection cannot send urgent data");
      }
      connection.send(dropped, 0, 3);
      channel.socket().sendUrgentData('!');
      connection.send(dropped, 3, 6);
      connection.expect(dropped, 0, 3);
      return rest(connection, dropped, inline);
    }
  }

  private static CheckVerdict rest(
      CheckedConnection connection, EchoPayload dropped, EchoPayload inline) throws IOException {
    byte next = connection.next();
    boolean isInline = next == '!';
    if (isInline) {
      connection.expect(inline, 4, 7);
    } else if (next == 'd') {
      connection.expect(dropped, 4, 6);
    } else {
      throw new PayloadMismatch(dropped, 3, new byte[] {next}, List.of()).named();
    }
    connection.expectNoMore(dropped);
    return new Ok(
        isInline
            ? "the urgent byte came back in its place"
            : "the urgent byte did not come back, as is usual: it is not in the stream");
  }
}
