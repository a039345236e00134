package dev.echo7.interop.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.UdpPorts;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** UDP with the programs that people already have, on either side. */
final class UdpInteropIT {
  private static final String LINES =
      IntStream.range(0, 200).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());

  @TempDir private Path folder;

  /** Clients that send a datagram for what they read at once. */
  enum Caller {
    NC("nc -u 127.0.0.1 PORT"),
    NCAT("ncat -u 127.0.0.1 PORT"),
    SOCAT("socat -t1 STDIO UDP:127.0.0.1:PORT");

    private final String command;

    Caller(String command) {
      this.command = command;
    }
  }

  @ParameterizedTest
  @EnumSource
  void sendsBackEachLineOf(Caller caller) {
    try (ServerProgram server = ServerProgram.start("-u", "127.0.0.1:0");
        Program client = Program.start(Installed.command(caller.command, server.port()))) {
      client.feed("123\n").awaitStdout("123\n");
      client.feed("456789\n").awaitStdout("123\n456789\n");
      server.program().awaitStdout("server received 4 bytes from 127.0.0.1:");
      server.program().awaitStdout("server received 7 bytes from 127.0.0.1:");
      server.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-u 127.0.0.1 PORT", "udp://127.0.0.1:PORT", "-u -4 localhost PORT"})
  void ourClientGetsEachLineBackFromOurServer(String arguments) {
    try (ServerProgram server = ServerProgram.start("-q", "-u", "127.0.0.1:0")) {
      assertAllLinesComeBack("bin/echoclient " + arguments, server.port());
      long places =
          server
              .program()
              .stderr()
              .lines()
              .filter(line -> line.startsWith("listening on "))
              .count();
      assertEquals(2, places, "one line for TCP and one for UDP");
      assertTrue(server.program().stderr().contains("listening on udp 127.0.0.1:"));
    }
  }

  @Test
  void ourClientGetsEachLineBackFromSocat() throws IOException {
    int port = UdpPorts.free();
    String command = "socat UDP-LISTEN:PORT,bind=127.0.0.1,fork EXEC:cat";
    try (Program server = Program.start(Installed.command(command, port))) {
      UdpPorts.awaitBound(port, server);
      assertLineByLine(port);
    }
  }

  private static void assertLineByLine(int port) {
    try (Program client = Program.start("bin/echoclient", "-u", "127.0.0.1", "" + port)) {
      client.feed("123\n").awaitStdout("123\n");
      client.feed("456789\n").awaitStdout("123\n456789\n").endInput();
      assertEquals(0, client.exitCode(), client::toString);
    }
  }

  /**
   * One client after the other: its echo starts a process for what comes, and loses what comes
   * while that one ends.
   */
  @Test
  void ourClientGetsEachLineBackFromXinetd() throws IOException {
    String xinetd = Installed.require("xinetd").toString();
    int port = UdpPorts.free();
    Path configuration = Files.writeString(folder.resolve("xinetd.conf"), echoService(port));
    String pidFile = folder.resolve("xinetd.pid").toString();
    List<String> command =
        List.of(xinetd, "-dontfork", "-f", configuration.toString(), "-pidfile", pidFile);
    try (Program server = Program.start(command)) {
      UdpPorts.awaitBound(port, server);
      for (String line : List.of("123\n", "456789\n")) {
        try (Program client = Program.start("bin/echoclient", "-u", "127.0.0.1", "" + port)) {
          client.feed(line).endInput();
          assertEquals(0, client.exitCode(), client::toString);
          assertEquals(line, client.stdout());
        }
      }
    }
  }

  private static String echoService(int port) {
    return String.format(
        Locale.ROOT,
        """
    service echo
    {
      type        = INTERNAL UNLISTED
      id          = echo-dgram
      socket_type = dgram
      protocol    = udp
      bind        = 127.0.0.1
      port        = %d
      user        = %s
      wait        = yes
      cps         = 10000 1
      disable     = no
    }
    """,
        port,
        System.getProperty("user.name"));
  }

  private static void assertAllLinesComeBack(String command, int port) {
    List<String> words = List.of(command.replace("PORT", "" + port).split(" ", -1));
    try (Program client = Program.start(words)) {
      client.feed(LINES).endInput();
      assertEquals(0, client.exitCode(), client::toString);
      assertEquals(LINES.lines().sorted().toList(), client.stdout().lines().sorted().toList());
      assertEquals("", client.stderr());
    }
  }

  @Test
  void clientSaysWhichRepliesNeverCame() throws IOException {
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Program client =
            Program.start(
                "bin/echoclient", "-w", "500ms", "-u", "127.0.0.1", "" + server.getLocalPort())) {
      client.feed("one\ntwo\nthree\n").endInput();
      for (int i = 1; i <= 3; i++) {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        server.receive(packet);
        if (i != 2) {
          server.send(packet);
        }
      }
      assertEquals(1, client.exitCode(), client::toString);
      assertEquals("one\nthree\n", client.stdout());
      assertEquals(
          """
          echoclient: no reply to datagram 2 (4 bytes, "two\\n") within 0.5 s
          echoclient: 2 of 3 datagrams came back
          """,
          client.stderr());
    }
  }

  @Test
  void clientSaysThatNobodyListens() {
    int port = UdpPorts.free();
    try (Program client = Program.start("bin/echoclient", "-u", "127.0.0.1", "" + port)) {
      client.feed("123\n").endInput();
      assertEquals(1, client.exitCode(), client::toString);
      assertTrue(client.stderr().contains("127.0.0.1:" + port + " connection refused"));
      assertEquals(1, client.stderr().lines().count());
    }
  }

  @Test
  void clientThatOnlyLooksNeedsAnAnswer() throws IOException {
    try (ServerProgram server = ServerProgram.start("-u", "127.0.0.1:0");
        Program client = Program.start("bin/echoclient", "-zvu", "127.0.0.1", "" + server.port())) {
      assertEquals(0, client.exitCode(), client::toString);
      assertEquals("udp 127.0.0.1:" + server.port() + " answered\n", client.stderr());
      assertEquals("", client.stdout());
    }
  }

  @Test
  void clientThatOnlyLooksSaysThatThePortIsClosed() {
    int port = UdpPorts.free();
    try (Program client = Program.start("bin/echoclient", "-zvu", "127.0.0.1", "" + port)) {
      assertEquals(1, client.exitCode(), client::toString);
      String said = client.stderr();
      assertTrue(said.startsWith("echoclient: 127.0.0.1:" + port + " connection refused"), said);
      assertEquals(1, said.lines().count());
    }
  }

  @Test
  void clientThatOnlyLooksSaysThatNothingAnswered() throws IOException {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Program client =
            Program.start(
                "bin/echoclient", "-zu", "-w", "600ms", "127.0.0.1", "" + silent.getLocalPort())) {
      assertEquals(1, client.exitCode(), client::toString);
      String said = client.stderr();
      assertTrue(said.contains("did not answer within 600.00 ms (3 datagrams)"), said);
      assertTrue(said.contains("is an echo server listening there?"), said);
    }
  }
}
