package dev.echo7.elsewhere;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import dev.echo7.elsewhere.matrix.Injection;
import dev.echo7.elsewhere.matrix.ServedBriefly;
import dev.echo7.interop.Ports;
import dev.echo7.interop.Program;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Listeners whose socket fails: each is opened again, or ends the server if that cannot be. Until
 * then the server is not ready.
 */
final class LostListenersIT {
  private static final byte[] HELLO = "hello\n".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern UDP = Pattern.compile("listening on udp \\S+:(\\d+) ");

  /** A reply that cannot be sent at once needs epoll, which refuses: that closes the socket. */
  private static final String[] LOSE_DATAGRAMS = {
    "sendto,sendmsg,sendmmsg:error=EAGAIN", "epoll_ctl:error=ENOSPC"
  };

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "tls", "unix"})
  void opensAStreamListenerAgain(String kind) throws IOException {
    try (ServedBriefly server = ServedBriefly.start("epoll", kind, folder)) {
      server.loseListener(() -> {});
      server.program().awaitStderr("stopped listening on " + kind);
      server.program().awaitStderr("echoserver: listening on ");
      server.assertAsBefore();
      server.assertEndsWhenTold();
    }
  }

  /** The server is alive, but no client can connect. */
  @Test
  void isNotReadyMeanwhile() throws IOException {
    try (ServedBriefly server = ServedBriefly.start("epoll", "tcp", folder)) {
      Program program = server.program();
      assertEquals(0, server.health("--ready"), program::toString);
      server.loseListener(
          () -> {
            program.awaitStderr("trying again once per second");
            assertEquals(1, server.health("--ready"), program::toString);
          },
          "bind:error=EADDRINUSE");
      program.awaitStderr("echoserver: listening on ");
      assertEquals(0, server.health("--ready"), program::toString);
      server.assertAsBefore();
    }
  }

  /** Also while the kernel refuses to watch the new one, which it does without refusing a bind. */
  @Test
  void opensAUdpSocketAgainAsSoonAsItIsWatched() throws IOException {
    try (Program server = udpServer("udp://127.0.0.1:0")) {
      int port = udpPort(server);
      assertTrue(echoes(port, 20), server::toString);
      try (Injection injection = Injection.into(server.pid(), LOSE_DATAGRAMS)) {
        send(port);
        server.awaitStderr("stopped listening on udp 127.0.0.1:" + port);
        server.awaitStderr("fs.epoll.max_user_watches");
        server.awaitStderr("trying again once per second");
        assertTrue(injection.isIn(), "the fault stayed in place");
      }
      server.awaitStderr("echoserver: listening on udp 127.0.0.1:" + port + " again");
      assertTrue(echoes(port, 20), server::toString);
      assertReady();
      server.signal("TERM");
      assertEquals(0, server.exitCode(), server::toString);
    }
  }

  /** The socket beside the one for every address, from which the replies come. */
  @Test
  void opensTheUdpSocketOfAnAddressAgain() throws IOException {
    try (Program server = udpServer("udp://0.0.0.0:0")) {
      int port = udpPort(server);
      assertTrue(echoes(port, 20), server::toString);
      try (Injection injection = Injection.into(server.pid(), LOSE_DATAGRAMS)) {
        assertFalse(echoes(port, 2), server::toString);
        server.awaitStderr("cannot serve udp on 127.0.0.1: ");
        assertTrue(injection.isIn(), "the fault stayed in place");
      }
      assertTrue(echoes(port, 100), server::toString);
    }
  }

  /** Its socket is somebody else's, who will start the server again. */
  @Test
  void endsWithOneIfTheListenerWasInherited() {
    int port = Machine.freePort();
    List<String> command = new ArrayList<>();
    command.add(Installed.require("systemd-socket-activate").toString());
    command.addAll(List.of("-l", "127.0.0.1:" + port));
    command.addAll(List.of("bin/echoserver", "-n", "-q", "--event-loops", "1"));
    command.addAll(List.of("--max-connections", "2"));
    try (Program server = Program.start(command)) {
      Ports.awaitListener(port, server);
      try (Program first = Program.start("bin/echoclient", "127.0.0.1:" + port).feed("hello\n")) {
        first.awaitStdout("hello\n");
        server.awaitStderr("at most ");
        try (Injection injection = Injection.into(server.pid(), "epoll_ctl:error=ENOSPC:when=3");
            Program second = Program.start("bin/echoclient", "127.0.0.1:" + port).feed("hello\n")) {
          second.awaitStdout("hello\n");
          server.awaitStderr("an inherited socket cannot be reopened; shutting down");
          assertTrue(injection.isIn(), "the fault stayed in place");
          assertEquals(1, server.exitCode(), server::toString);
          assertTrue(first.stdout().equals("hello\n"), first::toString);
        }
      }
    }
  }

  @Test
  void opensTheAdminEndpointAgain() throws IOException {
    try (ServedBriefly server = ServedBriefly.start("epoll", "tcp", folder)) {
      Program program = server.program();
      assertEquals(0, server.health(), program::toString);
      try (Injection injection =
              Injection.into(program.pid(), "accept,accept4:error=EINVAL:when=1+");
          Program asking = Program.start("bin/echoctl", "health", "--admin", server.admin())) {
        program.awaitStderr("cannot accept on the admin endpoint: ");
        program.awaitStderr("the admin endpoint's socket failed; reopening it");
        assertTrue(injection.isIn(), "the fault stayed in place");
        assertEquals(1, asking.exitCode(), asking::toString);
      }
      program.awaitStderr("admin endpoint on unix:");
      program.awaitStderr(" again\n");
      assertEquals(0, server.health(), program::toString);
      server.assertAsBefore();
      server.assertEndsWhenTold();
    }
  }

  /** As while fs.epoll.max_user_watches is reached: neither connects, until it is over. */
  @Test
  void watchesTheAdminEndpointAsSoonAsTheKernelDoes() {
    try (Program server =
        Program.start(
            "strace",
            "-D",
            "-f",
            "-o",
            "/dev/null",
            "-e",
            "inject=epoll_ctl:error=ENOSPC:when=1",
            "bin/echoserver",
            "-n",
            "-q",
            "--transport",
            "nio",
            "--event-loops",
            "1",
            "--admin",
            "unix:" + folder.resolve("admin.sock"),
            "127.0.0.1:0")) {
      server.awaitStderr("admin endpoint on ");
      assertReady();
      server.signal("TERM");
      assertEquals(0, server.exitCode(), server::toString);
    }
  }

  private Program udpServer(String endpoint) {
    return Program.start(
        "bin/echoserver",
        "-n",
        "-q",
        "--event-loops",
        "1",
        "--admin",
        "unix:" + folder.resolve("admin.sock"),
        endpoint);
  }

  private void assertReady() {
    try (Program ctl =
        Program.start(
            "bin/echoctl",
            "health",
            "--ready",
            "--admin",
            "unix:" + folder.resolve("admin.sock"))) {
      assertEquals(0, ctl.exitCode(), ctl::toString);
    }
  }

  private static int udpPort(Program server) {
    Matcher line = UDP.matcher(server.awaitStderr("admin endpoint on ").stderr());
    assertTrue(line.find(), server::toString);
    return Integer.parseInt(line.group(1));
  }

  private static void send(int port) throws IOException {
    try (DatagramSocket client = new DatagramSocket()) {
      client.send(new DatagramPacket(HELLO, HELLO.length, InetAddress.getLoopbackAddress(), port));
    }
  }

  /** Whether one of so many datagrams, one each 0.2 s, comes back. */
  private static boolean echoes(int port, int times) throws IOException {
    try (DatagramSocket client = new DatagramSocket()) {
      client.connect(InetAddress.getLoopbackAddress(), port);
      client.setSoTimeout(200);
      for (int i = 0; i < times; i++) {
        client.send(new DatagramPacket(HELLO, HELLO.length));
        DatagramPacket reply = new DatagramPacket(new byte[64], 64);
        try {
          client.receive(reply);
          assertArrayEquals(HELLO, Arrays.copyOf(reply.getData(), reply.getLength()));
          return true;
        } catch (SocketTimeoutException e) {
          // The next may.
        }
      }
      return false;
    }
  }
}
