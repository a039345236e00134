package dev.echo7.interop.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import dev.echo7.interop.Ports;
import dev.echo7.interop.Program;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** bin/echoserver on the sockets that systemd-socket-activate opens for it (sd_listen_fds(3)). */
final class SocketActivationIT {
  private static final int RESTARTS = 3;
  @TempDir private Path folder;

  @Test
  void servesTcpAndUnixAndTheCommandLineBesidesAndKeepsTheFile() throws IOException {
    int port = Machine.freePort();
    Path path = folder.resolve("echo");
    List<String> command = new ArrayList<>(activate("-l", "127.0.0.1:" + port, "-l", path + ""));
    command.addAll(List.of("--fdname=web.socket:unix", "bin/echoserver", "-q", "127.0.0.1:0"));
    try (Program server = Program.start(command)) {
      Ports.awaitListener(port, server);
      assertComesBack("127.0.0.1:" + port);
      assertComesBack("unix:" + path);
      server.awaitStderr("listening on tcp 127.0.0.1:" + port + ", inherited as web.socket (epoll");
      server.awaitStderr("listening on unix " + path + ", inherited as unix (epoll");
      String own =
          server.stderr().replaceFirst("(?s).*on tcp 127\\.0\\.0\\.1:(\\d+) \\(epoll.*", "$1");
      assertNotEquals("" + port, own);
      assertComesBack("127.0.0.1:" + own);
      server.signal("TERM");
      assertEquals(0, server.exitCode(), server::toString);
      assertFalse(server.stderr().contains(":7 "), server::toString);
    }
    assertTrue(Files.exists(path), "the file of systemd's socket is gone");
  }

  private static void assertComesBack(String endpoint) {
    try (Program client = Program.start("bin/echoclient", endpoint)) {
      client.feed("123\n").endInput();
      assertEquals(0, client.exitCode(), client::toString);
      assertEquals("123\n", client.stdout());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--datagram, Unix socket that is not a stream socket",
    "--seqpacket, Unix socket that is not a stream socket"
  })
  void refusesAKindThatItCannotServe(String kind, String reason) {
    String path = folder.resolve("other").toString();
    String type = kind.equals("--datagram") ? "unix-sendto:" : "unix-connect:";
    String options = kind.equals("--datagram") ? "" : ",type=5";
    Installed.require("socat");
    try (Program server = Program.start(with(activate(kind, "-l", path), "bin/echoserver"));
        Program poke =
            Program.shell(
                "while [ ! -S %1$s ]; do :; done; echo | socat -u - %2$s%1$s%3$s"
                    .formatted(path, type, options))) {
      assertTrue(poke.exitCode() >= 0);
      assertEquals(1, server.exitCode(), server::toString);
      String last = server.stderr().lines().toList().getLast();
      assertTrue(last.startsWith("echoserver: cannot serve on descriptor 3: a "), last);
      assertTrue(last.contains(reason), last);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LISTEN_FDS=1 | 3</dev/null | descriptor 3: not a socket",
        "LISTEN_FDS=99 | 3<&- | descriptor 3: not a socket",
        "LISTEN_FDS=x | 3<&- | LISTEN_FDS=x is not a number",
        "LISTEN_FDNAMES=a:b LISTEN_FDS=1 | 3<&- | LISTEN_FDNAMES has 2 names for 1"
      })
  void saysInOneLineWhatIsWrongWithADescriptor(String variables, String stream, String reason) {
    String line = "export LISTEN_PID=$$ " + variables + "; exec bin/echoserver " + stream;
    try (Program server = Program.shell(line)) {
      assertEquals(1, server.exitCode(), server::toString);
      assertEquals(1, server.stderr().lines().count(), server::toString);
      assertTrue(server.stderr().contains(reason), server::toString);
    }
  }

  @Test
  void refusesATransportThatCannotInherit() {
    int port = Machine.freePort();
    List<String> command =
        with(activate("-l", "127.0.0.1:" + port), "bin/echoserver", "--transport", "nio");
    try (Program server = Program.start(command)) {
      Ports.awaitListener(port, server);
      try (Program client = Program.start("bin/echoclient", "-z", "127.0.0.1:" + port)) {
        assertEquals(0, client.exitCode(), client::toString);
      }
      assertEquals(1, server.exitCode(), server::toString);
      assertTrue(server.stderr().contains("needs transport epoll, not nio"), server::toString);
    }
  }

  /** The shell in the place of systemd: it has the socket, and starts the server again. */
  @Test
  void noConnectionIsRefusedAndNoByteLostWhileTheServerRestarts() throws Exception {
    int port = Machine.freePort();
    Path pids = folder.resolve("pids");
    String once = "echo $$ >>" + pids + "; export LISTEN_PID=$$; exec bin/echoserver -q";
    String forEver = "while sh -c '" + once + "'; do :; done";
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger served = new AtomicInteger();
    try (Program systemd =
        Program.start(with(activate("-l", "127.0.0.1:" + port), "sh", "-c", forEver))) {
      Ports.awaitListener(port, systemd);
      CompletableFuture<Void> clients =
          CompletableFuture.runAsync(() -> connectAllTheTime(port, enough, served));
      for (int i = 0; i < RESTARTS; i++) {
        awaitServed(served, served.get() + 20, clients);
        String pid = Files.readAllLines(pids).getLast();
        try (Program kill = Program.shell("kill -TERM " + pid)) {
          assertEquals(0, kill.exitCode());
        }
        awaitLines(pids, i + 2);
      }
      awaitServed(served, served.get() + 20, clients);
      enough.set(true);
      clients.get();
    }
  }

  private static void connectAllTheTime(int port, AtomicBoolean enough, AtomicInteger served) {
    byte[] bytes = InteropIT.randomBytes(10_000);
    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    while (!enough.get()) {
      try (SocketChannel client = SocketChannel.open(server)) {
        client.write(ByteBuffer.wrap(bytes));
        client.shutdownOutput();
        assertArrayEquals(bytes, Channels.newInputStream(client).readAllBytes());
        served.incrementAndGet();
      } catch (IOException e) {
        throw new AssertionError("after " + served + " connections", e);
      }
    }
  }

  private static void awaitServed(
      AtomicInteger served, int wanted, CompletableFuture<Void> clients) {
    long endNs = System.nanoTime() + Program.PATIENCE.toNanos();
    while (served.get() < wanted) {
      assertFalse(clients.isCompletedExceptionally(), () -> clients.exceptionNow().toString());
      assertTrue(System.nanoTime() - endNs < 0, "no connection is served");
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private static void awaitLines(Path file, int wanted) throws IOException {
    long endNs = System.nanoTime() + Program.PATIENCE.toNanos();
    while (Files.readAllLines(file).size() < wanted) {
      assertTrue(System.nanoTime() - endNs < 0, "the server was not started again");
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private static List<String> activate(String... arguments) {
    return with(List.of(Installed.require("systemd-socket-activate").toString()), arguments);
  }

  private static List<String> with(List<String> command, String... more) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return all;
  }
}
