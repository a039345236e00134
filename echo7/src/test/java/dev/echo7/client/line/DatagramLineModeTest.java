package dev.echo7.client.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.connect.DatagramSession;
import dev.echo7.net.HostPort;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What came back is told from what did not, over a network that a script plays. */
@Timeout(30)
class DatagramLineModeTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** What the other side does about the nth datagram, counted from 1. */
  private interface Script {
    void on(int number, DatagramPacket packet, DatagramSocket socket) throws IOException;
  }

  @Test
  void sendsALineADatagramAsTyped() throws Exception {
    DatagramReport report = run("abc\n\n\r\nend", false, LONG, (n, packet, s) -> s.send(packet));
    assertEquals("abc\n\n\r\nend", out.toString(ISO_8859_1));
    assertComplete(report, 4);
    assertEquals(10, report.bytesSent());
  }

  @Test
  void sendsCrLfForLf() throws Exception {
    assertComplete(run("abc\n\n\r\n", true, LONG, (n, packet, s) -> s.send(packet)), 3);
    assertEquals("abc\r\n\r\n\r\n", out.toString(ISO_8859_1));
  }

  @Test
  void sendsTheLongestLineThatADatagramHolds() throws Exception {
    String line = "x".repeat(65_506) + "\n";
    assertComplete(run(line, false, LONG, (n, packet, s) -> s.send(packet)), 1);
    assertEquals(line, out.toString(ISO_8859_1));
  }

  @Test
  void refusesALineThatIsLonger() throws Exception {
    String input = "first\n" + "x".repeat(65_508) + "\nthird\n";
    DatagramReport report = run(input, false, LONG, (n, packet, s) -> s.send(packet));
    assertEquals(new DatagramReport.Problem.LineTooLong(2, 65_507), report.problem());
    assertEquals("first\n", out.toString(ISO_8859_1));
    assertEquals(1, report.answered());
  }

  @Test
  void saysWhichRepliesNeverCame() throws Exception {
    DatagramReport report =
        run(
            "one\ntwo\nthree\nfour\n",
            false,
            SHORT,
            (n, packet, socket) -> {
              if (n % 2 == 1) {
                socket.send(packet);
              }
            });
    assertEquals("one\nthree\n", out.toString(ISO_8859_1));
    assertEquals(2, report.missing());
    assertEquals(
        List.of(2L, 4L), report.firstMissing().stream().map(SentDatagram::number).toList());
    assertEquals("two\\n", report.firstMissing().getFirst().start());
  }

  @Test
  void goesOnWhenMoreIsLostThanMayBeOnItsWay() throws Exception {
    DatagramReport report = run("lost\n".repeat(500), false, SHORT, (n, packet, socket) -> {});
    assertEquals(500, report.sent());
    assertEquals(500, report.missing());
    assertEquals(10, report.firstMissing().size());
    assertEquals(1, report.firstMissing().getFirst().number());
  }

  @Test
  void acceptsRepliesInAnyOrder() throws Exception {
    DatagramPacket[] held = new DatagramPacket[1];
    DatagramReport report =
        run(
            "one\ntwo\n",
            false,
            LONG,
            (n, packet, socket) -> {
              if (n == 1) {
                held[0] = packet;
              } else {
                socket.send(packet);
                socket.send(held[0]);
              }
            });
    assertComplete(report, 2);
    assertEquals("two\none\n", out.toString(ISO_8859_1));
  }

  @Test
  void notesRepliesThatComeTwice() throws Exception {
    DatagramReport report =
        run(
            "one\ntwo\n",
            false,
            LONG,
            (n, packet, socket) -> {
              socket.send(packet);
              if (n == 1) {
                socket.send(packet);
              }
            });
    assertEquals(1, report.duplicates());
    assertEquals(0, report.foreign());
    assertEquals(2, report.answered());
  }

  @Test
  void notesRepliesThatAreChanged() throws Exception {
    DatagramReport report =
        run(
            "one\ntwo\n",
            false,
            SHORT,
            (n, packet, socket) -> {
              packet.getData()[0] ^= (byte) (n == 1 ? 1 : 0);
              socket.send(packet);
            });
    assertEquals(1, report.foreign());
    assertEquals(1, report.missing());
    assertEquals("one\\n", report.firstMissing().getFirst().start());
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    int port;
    try (DatagramSocket closed = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    DatagramReport report = run("x\ny\n", false, LONG, port);
    assertInstanceOf(DatagramReport.Problem.Refused.class, report.problem());
  }

  @Test
  void showsUnprintableFirstBytesEscaped() {
    byte[] payload = "\u001b[2J\"\\\u00e9\r\n and more that is cut".getBytes(ISO_8859_1);
    SentDatagram sent = SentDatagram.of(1, ByteBuffer.wrap(payload));
    assertEquals("\\x1b[2J\\x22\\x5c\\xe9\\r\\n and mo...", sent.start());
  }

  private DatagramReport run(String input, boolean crlf, Duration patience, Script script)
      throws IOException {
    try (DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      peer.setReceiveBufferSize(4 << 20);
      Thread.ofVirtual().start(() -> play(script, peer));
      return run(input, crlf, patience, peer.getLocalPort());
    }
  }

  private static void play(Script script, DatagramSocket peer) {
    try {
      for (int number = 1; true; number++) {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        peer.receive(packet);
        script.on(number, packet, peer);
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private DatagramReport run(String input, boolean crlf, Duration patience, int port)
      throws IOException {
    HostPort endpoint = new HostPort("127.0.0.1", port);
    try (DatagramSession session = DatagramSession.open(endpoint, ConnectOptions.DEFAULT)) {
      return new DatagramLineMode(
              session,
              Channels.newChannel(new ByteArrayInputStream(input.getBytes(ISO_8859_1))),
              Channels.newChannel(out),
              crlf,
              patience)
          .run();
    }
  }

  private static void assertComplete(DatagramReport report, long datagrams) {
    assertNull(report.problem(), () -> String.valueOf(report.problem()));
    assertEquals(datagrams, report.sent());
    assertEquals(datagrams, report.answered());
    assertEquals(0, report.missing());
    assertEquals(0, report.duplicates() + report.foreign());
    assertEquals(report.bytesSent(), report.bytesReceived());
    assertTrue(report.firstMissing().isEmpty());
  }
}
