package dev.echo7.interop.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the programs end when they are told to. */
final class SignalsIT {
  private static final int MEBIBYTE = 1024 * 1024;

  /** Longer than this and the kernels on both sides take no more. */
  private static final long STALLED_MS = 300;

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void serverWithoutClientsEndsAtOnce(String signal) {
    try (ServerProgram server = server("127.0.0.1:0")) {
      server.program().signal(signal);
      assertEquals(0, server.program().exitCode(), server.program()::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void serverDeliversEveryByteOwedBeforeItEnds(String signal) throws IOException {
    byte[] bytes = randomBytes(8 * MEBIBYTE);
    try (ServerProgram server = server("-q", "127.0.0.1:0");
        SocketChannel client = connect(server)) {
      int sent = sendWithoutReading(client, bytes);
      server.program().signal(signal);
      awaitNoMoreAccepted(server);
      assertArrayEquals(Arrays.copyOf(bytes, sent), readToEnd(client));
      client.shutdownOutput();
      assertEquals(0, server.program().exitCode(), server.program()::toString);
      assertTrue(
          server.program().stderr().matches("(?s).*\ndrained [1-9]\\d* connections?\n"),
          server.program()::toString);
    }
  }

  /** As on a machine so busy that bytes and signal are noticed together. */
  @Test
  void serverDeliversWhatArrivedWhileItCouldNotRun() throws IOException {
    byte[] bytes = randomBytes(8 * MEBIBYTE);
    try (ServerProgram server = server("-q", "127.0.0.1:0");
        SocketChannel client = connect(server)) {
      server.program().signal("STOP");
      int sent = sendWithoutReading(client, bytes);
      server.program().signal("TERM");
      server.program().signal("CONT");
      client.shutdownOutput();
      assertArrayEquals(Arrays.copyOf(bytes, sent), readToEnd(client));
      assertEquals(0, server.program().exitCode(), server.program()::toString);
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, TERM, 143", "INT, INT, 130", "TERM, INT, 130"})
  void secondSignalEndsADrainThatIsHeldUp(String first, String second, int code)
      throws IOException {
    try (ServerProgram server = server("-q", "--drain-timeout", "5m", "127.0.0.1:0");
        SocketChannel client = connect(server)) {
      sendWithoutReading(client, randomBytes(32 * MEBIBYTE));
      server.program().signal(first);
      awaitNoMoreAccepted(server);
      assertTrue(server.program().isAlive(), "ended with bytes owed");
      server.program().signal(second);
      assertEquals(code, server.program().exitCode(), server.program()::toString);
    }
  }

  @Test
  void serverCutsWhoDoesNotReadWhenTheDrainTimeIsOut() throws IOException {
    try (ServerProgram server = server("-q", "--drain-timeout", "500ms", "127.0.0.1:0");
        SocketChannel client = connect(server)) {
      sendWithoutReading(client, randomBytes(32 * MEBIBYTE));
      server.program().signal("TERM");
      assertEquals(0, server.program().exitCode(), server.program()::toString);
      assertTrue(server.program().stderr().contains("cut 1 after 0.5 s"));
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void clientThatWaitsEndsWithoutAWord(String signal, int code) {
    try (ServerProgram server = server("127.0.0.1:0");
        Program client = Program.start(heedingInterrupts("bin/echoclient", address(server)))) {
      client.feed("123\n").awaitStdout("123\n");
      client.signal(signal);
      assertEquals(code, client.exitCode(), client::toString);
      assertEquals("", client.stderr());
    }
  }

  @Test
  void clientEndsQuietlyWhenNobodyReadsItsOutput() {
    try (ServerProgram server = server("127.0.0.1:0");
        Program pipe = Program.shell("yes | bin/echoclient " + address(server) + " | head -n 1")) {
      assertEquals(0, pipe.exitCode(), pipe::toString);
      assertEquals("y\n", pipe.stdout());
      assertEquals("", pipe.stderr());
    }
  }

  @Test
  void clientTellsByItsExitCodeThatNobodyReadsItsOutput() {
    try (ServerProgram server = server("127.0.0.1:0");
        Program pipe =
            Program.shell(
                "{ yes | bin/echoclient "
                    + address(server)
                    + "; echo \"exit $?\" >&2; } | head -n 1")) {
      assertEquals(0, pipe.exitCode(), pipe::toString);
      assertEquals("exit 141\n", pipe.stderr());
    }
  }

  private static String address(ServerProgram server) {
    return "127.0.0.1:" + server.port();
  }

  private static ServerProgram server(String... arguments) {
    List<String> command = new ArrayList<>(List.of("bin/echoserver"));
    command.addAll(List.of(arguments));
    return ServerProgram.of(heedingInterrupts(command.toArray(String[]::new)));
  }

  /**
   * A shell starts what it sends to the background with SIGINT ignored, all its children inherit
   * that, and a JVM leaves an ignored signal ignored: in such a run the signal has to be restored.
   */
  private static List<String> heedingInterrupts(String... command) {
    Assumptions.assumeTrue(
        System.getProperty("os.name").equals("Linux"), "env --default-signal is of Linux");
    List<String> restored = new ArrayList<>(List.of("env", "--default-signal=INT"));
    restored.addAll(List.of(command));
    return restored;
  }

  private static SocketChannel connect(ServerProgram server) throws IOException {
    SocketChannel client = SocketChannel.open();
    // So that the echo does not disappear in our own kernel: the server has to owe it.
    client.setOption(StandardSocketOptions.SO_RCVBUF, 64 * 1024);
    client.connect(at(server));
    // Its echo proves that the connection is not still in the queue of the listener.
    byte[] hello = {'?'};
    client.write(ByteBuffer.wrap(hello));
    assertArrayEquals(hello, client.socket().getInputStream().readNBytes(1));
    return client;
  }

  private static InetSocketAddress at(ServerProgram server) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
  }

  private static byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  /** Sends until all is on its way, or nobody takes any more; returns how much that was. */
  private static int sendWithoutReading(SocketChannel client, byte[] bytes) throws IOException {
    ByteBuffer unsent = ByteBuffer.wrap(bytes);
    client.configureBlocking(false);
    try (Selector selector = Selector.open()) {
      client.register(selector, SelectionKey.OP_WRITE);
      while (unsent.hasRemaining() && selector.select(STALLED_MS) > 0) {
        selector.selectedKeys().clear();
        client.write(unsent);
      }
    }
    client.configureBlocking(true);
    return unsent.position();
  }

  private static byte[] readToEnd(SocketChannel client) throws IOException {
    Socket socket = client.socket();
    socket.setSoTimeout((int) Program.PATIENCE.toMillis());
    return socket.getInputStream().readAllBytes();
  }

  private static void awaitNoMoreAccepted(ServerProgram server) throws IOException {
    long endNs = System.nanoTime() + Program.PATIENCE.toNanos();
    while (accepts(server)) {
      assertTrue(System.nanoTime() - endNs < 0, "still accepts after the signal");
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private static boolean accepts(ServerProgram server) throws IOException {
    try (SocketChannel probe = SocketChannel.open(at(server))) {
      return probe.isConnected();
    } catch (SocketException e) {
      // Refused; or reset, when it was still in the queue of the listener that closed.
      return false;
    }
  }
}
