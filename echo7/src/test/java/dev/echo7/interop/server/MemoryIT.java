package dev.echo7.interop.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many peers that send and never read, together, and one that is honest. */
@Isolated("measures time")
final class MemoryIT {
  private static final int PEERS = 800;
  private static final int ROUNDS = 200;
  private static final long MOST_MS = 1_500;
  private static final String LITTLE =
      "JAVA_TOOL_OPTIONS=-Xmx256m -XX:MaxDirectMemorySize=8m -Xlog:disable";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void peersThatDoNotReadTakeTheMemoryOfNobodyElse(String transport) throws Exception {
    List<SocketChannel> silent = new ArrayList<>();
    AtomicBoolean over = new AtomicBoolean();
    try (ServerProgram server = start(transport);
        Socket honest = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      for (int i = 0; i < PEERS; i++) {
        silent.add(connect(server));
      }
      Thread flood = Thread.ofPlatform().start(() -> flood(silent, over));
      long longestNs = 0;
      boolean cut = false;
      long endNs = System.nanoTime() + Program.PATIENCE.toNanos();
      for (int i = 0; i < ROUNDS || (!cut && System.nanoTime() - endNs < 0); i++) {
        longestNs = Math.max(longestNs, exchange(honest));
        cut =
            server
                .program()
                .stderr()
                .contains("peers that do not read filled the 4 MiB output budget");
      }
      over.set(true);
      flood.join(Duration.ofSeconds(20));
      String said = server.program().stderr();
      long longestMs = TimeUnit.NANOSECONDS.toMillis(longestNs);
      assertTrue(cut, said);
      assertTrue(longestMs < MOST_MS, "an echo took " + longestMs + " ms: " + said);
      assertFalse(said.contains("OutOfMemory"), said);
      String closed = closed();
      assertTrue(closed.contains("memory"), closed);
      assertFalse(closed.contains("error"), closed);
    } finally {
      over.set(true);
      for (SocketChannel channel : silent) {
        channel.close();
      }
    }
  }

  private ServerProgram start(String transport) {
    List<String> command = new ArrayList<>(List.of("env", LITTLE, "bin/echoserver", "-vn"));
    command.addAll(List.of("--transport", transport, "--admin", socket(), "127.0.0.1:0"));
    return ServerProgram.of(command);
  }

  private String socket() {
    return "unix:" + folder.resolve("admin.sock");
  }

  /** How many were closed, by reason: the log may leave out some of so many lines. */
  private String closed() {
    try (Program stats = Program.start("bin/echoctl", "--admin", socket(), "stats")) {
      assertEquals(0, stats.exitCode(), stats::toString);
      return stats
          .stdout()
          .lines()
          .filter(line -> line.startsWith("closed "))
          .findFirst()
          .orElse("");
    }
  }

  /** With small buffers: the kernel shall hold little. */
  private static SocketChannel connect(ServerProgram server) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 8 * 1024);
    channel.setOption(StandardSocketOptions.SO_SNDBUF, 64 * 1024);
    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    channel.configureBlocking(false);
    return channel;
  }

  private static void flood(List<SocketChannel> peers, AtomicBoolean over) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(64 * 1024);
    while (!over.get()) {
      for (SocketChannel peer : peers) {
        try {
          peer.write(bytes.clear());
        } catch (IOException e) {
          // It was cut, as it must be.
        }
      }
    }
  }

  /** Returns how long it took. */
  private static long exchange(Socket client) throws IOException {
    byte[] sent = InteropIT.randomBytes(4 * 1024);
    long startNs = System.nanoTime();
    client.setSoTimeout((int) Program.PATIENCE.toMillis());
    client.getOutputStream().write(sent);
    InputStream in = client.getInputStream();
    byte[] received = in.readNBytes(sent.length);
    assertEquals(sent.length, received.length);
    assertArrayEquals(sent, received);
    return System.nanoTime() - startNs;
  }
}
