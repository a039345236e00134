package dev.echo7.interop.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import dev.echo7.interop.Ports;
import dev.echo7.interop.Program;
import dev.echo7.interop.UdpPorts;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** bin/echoserver --inetd, started by the real inetd and xinetd in every mode they have. */
final class InetdIT {
  private static final int MEBIBYTE = 1024 * 1024;
  private static final String SERVER = Path.of("bin/echoserver").toAbsolutePath().toString();
  private static final String USER = System.getProperty("user.name");
  @TempDir private Path folder;

  /** Those who start servers. */
  enum SuperServer {
    INETD {
      @Override
      Program start(Path folder, int port, String mode) throws IOException {
        String inetd = Installed.require("inetd").toString();
        String[] words = mode.split(" ", -1);
        String line =
            String.format(
                Locale.ROOT,
                "127.0.0.1:%d %s %s %s %s %s %s\n",
                port,
                words[0],
                words[1],
                words[2],
                USER,
                SERVER,
                "echoserver " + String.join(" ", List.of(words).subList(3, words.length)));
        Path file = Files.writeString(folder.resolve("inetd.conf"), line);
        return Program.start(inetd, "-d", "-i", file.toString());
      }
    },
    XINETD {
      @Override
      Program start(Path folder, int port, String mode) throws IOException {
        String xinetd = Installed.require("xinetd").toString();
        String[] words = mode.split(" ", -1);
        String service =
            String.format(
                Locale.ROOT,
                """
            service echo7
            {
              type        = UNLISTED
              id          = echo7
              socket_type = %s
              protocol    = %s
              wait        = %s
              bind        = 127.0.0.1
              port        = %d
              user        = %s
              server      = %s
              server_args = %s
              disable     = no
            }
            """,
                words[0],
                words[1],
                words[2].equals("wait") ? "yes" : "no",
                port,
                USER,
                SERVER,
                String.join(" ", List.of(words).subList(3, words.length)));
        Path file = Files.writeString(folder.resolve("xinetd.conf"), service);
        String pid = folder.resolve("xinetd.pid").toString();
        return Program.start(xinetd, "-dontfork", "-f", file.toString(), "-pidfile", pid);
      }
    };

    /**
     * Starts it with one service.
     *
     * @param mode socket type, protocol, wait or nowait, and the server's arguments
     */
    abstract Program start(Path folder, int port, String mode) throws IOException;
  }

  @ParameterizedTest
  @CsvSource({"INETD, nowait", "INETD, wait", "XINETD, nowait", "XINETD, wait"})
  void everyByteComesBackOverTcp(SuperServer superServer, String wait) throws IOException {
    int port = Machine.freePort();
    byte[] bytes = InteropIT.randomBytes(4 * MEBIBYTE);
    try (Program starter = superServer.start(folder, port, "stream tcp " + wait + " --inetd")) {
      Ports.awaitListener(port, starter);
      for (int i = 0; i < 3; i++) {
        try (Program client = Program.start("bin/echoclient", "127.0.0.1", "" + port)) {
          client.feed(bytes).endInput();
          assertEquals(0, client.exitCode(), client::toString);
          assertEquals(InteropIT.sha256(bytes), InteropIT.sha256(client.stdoutBytes()));
        }
      }
    }
  }

  /** A process for each client must start at once, and Netty takes its time. */
  @Test
  void aConnectionsProcessLoadsNoNettyAndReadsNoCommandLine() throws IOException {
    Path classes = folder.resolve("classes.log");
    String socat = Installed.require("socat").toString();
    ProcessBuilder builder = Program.builder(socat, "-t20", "-", "EXEC:bin/echoserver --inetd");
    // Without the cache, out of which the JVM takes all classes of the training at once.
    builder.environment().put("ECHO7_TRAINING", "yes");
    builder.environment().put("_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes);
    try (Program client = Program.start(builder)) {
      client.feed("123\n").endInput();
      assertEquals(0, client.exitCode(), client::toString);
      assertEquals("123\n", client.stdout());
    }
    List<String> loaded = Files.readAllLines(classes);
    assertTrue(loaded.stream().anyMatch(line -> line.contains("dev.echo7.service.LoneConnection")));
    assertTrue(
        loaded.stream()
            .noneMatch(line -> line.matches(".*(io\\.netty\\.|picocli\\.CommandLine source).*")));
  }

  /** What had arrived is sent back, though it was not yet read; then comes the end. */
  @Test
  void aConnectionsProcessDeliversWhatItOwesWhenItIsTerminated() throws IOException {
    int port = Machine.freePort();
    byte[] bytes = InteropIT.randomBytes(16 * MEBIBYTE);
    try (Program inetd = SuperServer.INETD.start(folder, port, "stream tcp nowait --inetd")) {
      Ports.awaitListener(port, inetd);
      try (SocketChannel client = SocketChannel.open()) {
        client.setOption(StandardSocketOptions.SO_RCVBUF, 64 * 1024);
        client.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        client.write(ByteBuffer.wrap(bytes, 0, 1));
        byte[] first = client.socket().getInputStream().readNBytes(1);
        int sent = 1 + sendUntilNothingGoes(client, ByteBuffer.wrap(bytes).position(1));
        inetd.awaitStderr(" execv ");
        String pid = inetd.stderr().replaceFirst("(?s).*?(\\d+) execv .*", "$1");
        try (Program kill = Program.shell("kill -TERM " + pid)) {
          assertEquals(0, kill.exitCode(), kill::toString);
        }
        byte[] rest = client.socket().getInputStream().readAllBytes();
        assertTrue(sent > 100_000, "only " + sent);
        assertArrayEquals(Arrays.copyOf(bytes, 1), first);
        assertArrayEquals(Arrays.copyOfRange(bytes, 1, sent), rest);
        inetd.awaitStderr(pid + " reaped");
      }
    }
  }

  private static int sendUntilNothingGoes(SocketChannel client, ByteBuffer bytes)
      throws IOException {
    int before = bytes.position();
    client.configureBlocking(false);
    long lastNs = System.nanoTime();
    while (bytes.hasRemaining() && System.nanoTime() - lastNs < 300_000_000L) {
      if (client.write(bytes) > 0) {
        lastNs = System.nanoTime();
      }
    }
    client.configureBlocking(true);
    return bytes.position() - before;
  }

  @ParameterizedTest
  @EnumSource
  void everyDatagramComesBackOverUdp(SuperServer superServer) throws IOException {
    int port = UdpPorts.free();
    try (Program starter = superServer.start(folder, port, "dgram udp wait --inetd");
        DatagramSocket client = new DatagramSocket()) {
      client.connect(InetAddress.ofLiteral("127.0.0.1"), port);
      assertTrue(starter.isAlive());
      for (String text : List.of("1, which starts the server", "2")) {
        assertEquals(text, exchange(client, text));
      }
    }
  }

  /** Asks again until it is answered: inetd may not listen yet. */
  private static String exchange(DatagramSocket client, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    DatagramPacket reply = new DatagramPacket(new byte[100], 100);
    client.setSoTimeout(500);
    long endNs = System.nanoTime() + Program.PATIENCE.toNanos();
    while (System.nanoTime() - endNs < 0) {
      try {
        client.send(new DatagramPacket(bytes, bytes.length));
        do {
          client.receive(reply);
        } while (reply.getLength() != bytes.length);
        return new String(reply.getData(), 0, reply.getLength(), StandardCharsets.UTF_8);
      } catch (PortUnreachableException | SocketTimeoutException e) {
        // Not yet.
      }
    }
    throw new SocketTimeoutException("no reply to '" + text + "'");
  }

  @Test
  void inetdServesAUnixSocket() throws IOException {
    String inetd = Installed.require("inetd").toString();
    Path path = folder.resolve("echo");
    Path file = folder.resolve("inetd.conf");
    Files.writeString(
        file, "%s stream unix nowait %s %s echoserver --inetd\n".formatted(path, USER, SERVER));
    try (Program starter = Program.start(inetd, "-d", "-i", file.toString());
        Program client =
            Program.shell(
                "while [ ! -S %1$s ]; do :; done; exec bin/echoclient unix:%1$s".formatted(path))) {
      client.feed("123\n").endInput();
      assertEquals(0, client.exitCode(), () -> client + "\n" + starter);
      assertEquals("123\n", client.stdout());
    }
  }

  /** A word of ours, or of the JVM's, would be taken for the echo. */
  @ParameterizedTest
  @CsvSource({
    "INETD, --inetd --no-such-option",
    "INETD, --inetd 5000",
    "XINETD, --inetd -u",
    "XINETD, --inetd --help"
  })
  void aRefusedCommandLinePutsNothingIntoTheStream(SuperServer superServer, String arguments)
      throws IOException {
    int port = Machine.freePort();
    try (Program starter = superServer.start(folder, port, "stream tcp nowait " + arguments)) {
      Ports.awaitListener(port, starter);
      try (Program client = Program.start("bin/echoclient", "127.0.0.1", "" + port)) {
        client.feed("123\n");
        assertEquals(1, client.exitCode(), client::toString);
        assertEquals("", client.stdout());
      }
    }
  }

  @Test
  void whatAServerHasToSayGoesToSyslog() throws IOException {
    Path log = Path.of("/dev/log");
    Assumptions.assumeTrue(USER.equals("root"), "only root can put a socket into /dev");
    Assumptions.assumeFalse(Files.exists(log), "a syslog runs here");
    int port = Machine.freePort();
    try (UnixInbox syslog = UnixInbox.at(log.toString());
        Program starter = SuperServer.INETD.start(folder, port, "stream tcp wait --inetd")) {
      Ports.awaitListener(port, starter);
      try (Program client = Program.start("bin/echoclient", "-z", "127.0.0.1", "" + port)) {
        assertEquals(0, client.exitCode(), client::toString);
      }
      // daemon.notice: 3 * 8 + 5.
      String line = syslog.await(m -> m.contains("listening on tcp 127.0.0.1:" + port));
      assertTrue(line.matches("(?s)<29>.* echoserver\\[\\d+\\]: .*inherited as.*"), line);
    } finally {
      Files.deleteIfExists(log);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--inetd, 1, descriptor 0 is not a socket",
    "--inetd 5000, 2, omit '5000'",
    "--inetd -u, 2, --udp cannot be used with --inetd",
    "--inetd --transport nio, 2, --transport cannot be used with --inetd"
  })
  void refusesInOneLineWhatMakesNoSense(String arguments, int code, String reason) {
    try (Program server = Program.shell("exec bin/echoserver " + arguments + " </dev/null")) {
      assertEquals(code, server.exitCode(), server::toString);
      assertEquals("", server.stdout());
      assertEquals(1, server.stderr().lines().count(), server::toString);
      assertTrue(server.stderr().contains(reason), server::toString);
    }
  }
}
