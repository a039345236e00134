package dev.echo7.interop.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.Machine;
import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The lecture's screens, byte for byte. */
final class TranscriptIT {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  @Test
  void serverPrintsWhatTheLectureShowsForTelnet() throws IOException {
    try (ServerProgram server = ServerProgram.start("0")) {
      sayByTelnet("123", server);
      awaitLines(2, server);
      sayByTelnet("456789", server);
      assertEquals(transcript(5, 8), transcriptOf(server));
    }
  }

  @Test
  void serverPrintsWhatTheLectureShowsForEchoclient() throws IOException {
    try (ServerProgram server = ServerProgram.start("0")) {
      say("123", server, "127.0.0.1");
      awaitLines(2, server);
      say("456789", server, "127.0.0.1");
      assertEquals(transcript(4, 7), transcriptOf(server));
    }
  }

  @Test
  void clientPrintsWhatTheLectureShows() {
    try (ServerProgram server = ServerProgram.start("0")) {
      say("123", server, "localhost");
      say("456789", server, "localhost");
    }
  }

  @Test
  void clientEchoesEachLineWhileMoreAreTyped() {
    try (ServerProgram server = ServerProgram.start("0");
        Program client =
            Program.start("bin/echoclient", "localhost", String.valueOf(server.port()))) {
      client.feed("123\n").awaitStdout("123\n");
      client.feed("456789\n").awaitStdout("123\n456789\n");
      client.endInput();
      assertEquals(0, client.exitCode(), client::toString);
      assertEquals("123\n456789\n", client.stdout());
      assertEquals("", client.stderr());
    }
  }

  /** RFC 854: a line ends with CR LF. */
  private static void sayByTelnet(String line, ServerProgram server) throws IOException {
    byte[] bytes = (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
    try (Socket telnet = new Socket(InetAddress.getByAddress(LOOPBACK), server.port())) {
      telnet.getOutputStream().write(bytes);
      assertArrayEquals(bytes, telnet.getInputStream().readNBytes(bytes.length));
    }
  }

  private static void say(String line, ServerProgram server, String host) {
    String port = String.valueOf(server.port());
    try (Program client = Program.start("bin/echoclient", host, port)) {
      client.feed(line + "\n").endInput();
      assertEquals(0, client.exitCode(), client::toString);
      assertEquals(line + "\n", client.stdout());
      assertEquals("", client.stderr());
    }
  }

  private static String transcriptOf(ServerProgram server) {
    awaitLines(4, server);
    server.stop();
    return server.program().stdout();
  }

  private static void awaitLines(int count, ServerProgram server) {
    server.program().awaitStdout(text -> text.lines().count() >= count);
  }

  private static String transcript(int... lineLengths) throws IOException {
    String name = InetAddress.getByAddress(LOOPBACK).getHostName();
    StringBuilder text = new StringBuilder();
    for (int length : lineLengths) {
      String address = Machine.seen("::ffff:127.0.0.1");
      text.append("server connected to %s (%s)\n".formatted(name, address));
      text.append("server received ").append(length).append(" bytes\n");
    }
    return text.toString();
  }
}
