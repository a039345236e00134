package dev.echo7.server.fault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.events.CloseReason;
import dev.echo7.events.Closing;
import dev.echo7.events.Connection;
import dev.echo7.events.ServerEvents;
import dev.echo7.server.EchoServer;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.ServerStartException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plain client observes of each fault of streams. */
@Timeout(60)
class StreamFaultsTest {
  private static final int DEADLINE_MS = 20_000;
  private static final int SHORT_MS = 300;

  private final Ends events = new Ends();

  /** The connections that have ended. */
  private static final class Ends implements ServerEvents {
    private final BlockingQueue<Closing> closings = new LinkedBlockingQueue<>();
    private volatile @Nullable Connection last;

    @Override
    public void closed(Connection connection, Closing closing) {
      last = connection;
      closings.add(closing);
    }

    Closing awaitClosed() throws InterruptedException {
      Closing closing = closings.poll(DEADLINE_MS, TimeUnit.MILLISECONDS);
      return Objects.requireNonNull(closing, "not closed");
    }

    Connection lastConnection() {
      return Objects.requireNonNull(last);
    }
  }

  private EchoServer server(String query) throws ServerStartException {
    return server(query, EventLoopKind.best());
  }

  private EchoServer server(String query, EventLoopKind transport) throws ServerStartException {
    return EchoServer.builder()
        .listen("tcp://127.0.0.1:0?" + query)
        .events(events)
        .transport(transport)
        .eventLoops(2)
        .start();
  }

  private static Socket connect(EchoServer server) throws IOException {
    Socket client = new Socket();
    client.connect(server.endpoints().get(0).address(), DEADLINE_MS);
    client.setSoTimeout(DEADLINE_MS);
    return client;
  }

  private static byte[] payload(int bytes) {
    byte[] payload = new byte[bytes];
    new Random(bytes).nextBytes(payload);
    return payload;
  }

  /** Sends from another thread, because the echo may stay behind. */
  private static void send(Socket client, byte[] payload, boolean halfClose) {
    Thread sender =
        new Thread(
            () -> {
              try {
                client.getOutputStream().write(payload);
                if (halfClose) {
                  client.shutdownOutput();
                }
              } catch (IOException e) {
                // The fault ended the connection.
              }
            });
    sender.setDaemon(true);
    sender.start();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private static void assertSilent(Socket client) throws IOException {
    client.setSoTimeout(SHORT_MS);
    assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
    client.setSoTimeout(DEADLINE_MS);
  }

  @ParameterizedTest
  @EnumSource(
      value = EventLoopKind.class,
      names = {"EPOLL", "NIO"})
  void delaysEachByteAndKeepsTheirOrder(EventLoopKind transport) throws Exception {
    try (EchoServer server = server("delay=200ms&queue=1m", transport);
        Socket client = connect(server)) {
      byte[] payload = payload(300_000);
      long startNs = System.nanoTime();
      send(client, payload, true);
      InputStream in = client.getInputStream();
      int first = in.read();
      long firstMs = Duration.ofNanos(System.nanoTime() - startNs).toMillis();
      assertTrue(firstMs >= 200, "came after " + firstMs + " ms");
      assertEquals(payload[0], (byte) first);
      assertArrayEquals(Arrays.copyOfRange(payload, 1, payload.length), in.readAllBytes());
      assertEquals(CloseReason.PEER_CLOSED, events.awaitClosed().reason());
    }
  }

  @Test
  void holdsNoMoreThanItsQueue() throws Exception {
    try (EchoServer server = server("delay=10min&queue=64k");
        Socket client = connect(server)) {
      send(client, payload(20_000_000), false);
      Thread.sleep(SHORT_MS);
      // One more read may be on its way when the queue is full.
      assertTrue(server.pendingBytes() >= 64 * 1024, "pending " + server.pendingBytes());
      assertTrue(server.pendingBytes() <= 128 * 1024 + 64 * 1024, "" + server.pendingBytes());
    }
  }

  @Test
  void limitsTheRate() throws Exception {
    try (EchoServer server = server("rate=100k/s");
        Socket client = connect(server)) {
      byte[] payload = payload(50_000);
      long startNs = System.nanoTime();
      send(client, payload, true);
      assertArrayEquals(payload, client.getInputStream().readAllBytes());
      double seconds = (System.nanoTime() - startNs) / 1e9;
      // The first 10 ms are for free.
      assertTrue(seconds >= 0.48, "took " + seconds + " s");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 65_536, 100_000})
  void cutsAfterExactlySoManyBytes(int bytes) throws Exception {
    try (EchoServer server = server("cut=" + bytes);
        Socket client = connect(server)) {
      byte[] payload = payload(200_000);
      send(client, payload, false);
      assertArrayEquals(
          Arrays.copyOf(payload, bytes), client.getInputStream().readAllBytes(), "then a FIN");
      client.shutdownOutput();
      assertEquals(CloseReason.FAULT, events.awaitClosed().reason());
    }
  }

  @Test
  void resetsAtOnce() throws Exception {
    try (EchoServer server = server("reset")) {
      // The reset may come before connect has noticed that it is connected.
      assertThrows(SocketException.class, () -> connect(server).getInputStream().read());
      assertEquals(CloseReason.FAULT, events.awaitClosed().reason());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 65_536, 100_000})
  void resetsAfterExactlySoManyBytes(int bytes) throws Exception {
    try (EchoServer server = server("reset=" + bytes);
        Socket client = connect(server)) {
      byte[] payload = payload(bytes);
      // Sent here, so that it is the read that meets the reset.
      client.getOutputStream().write(payload);
      InputStream in = client.getInputStream();
      assertArrayEquals(payload, in.readNBytes(bytes));
      assertThrows(SocketException.class, in::read);
      assertEquals(CloseReason.FAULT, events.awaitClosed().reason());
    }
  }

  @ParameterizedTest
  @CsvSource({"cut=300ms, false", "reset=300ms, true"})
  void endsAfterATime(String query, boolean reset) throws Exception {
    try (EchoServer server = server(query);
        Socket client = connect(server)) {
      long startNs = System.nanoTime();
      client.getOutputStream().write(1);
      InputStream in = client.getInputStream();
      assertEquals(1, in.read());
      if (reset) {
        assertThrows(SocketException.class, in::read);
      } else {
        assertEquals(-1, in.read());
      }
      long tookMs = Duration.ofNanos(System.nanoTime() - startNs).toMillis();
      assertTrue(tookMs >= 250, "after " + tookMs + " ms");
    }
  }

  @Test
  void halfClosesAfterTheFirstEchoAndReadsOn() throws Exception {
    try (EchoServer server = server("close=half");
        Socket client = connect(server)) {
      client.getOutputStream().write("first".getBytes(StandardCharsets.US_ASCII));
      assertEquals("first", text(client.getInputStream().readAllBytes()));
      byte[] more = payload(5_000_000);
      client.getOutputStream().write(more);
      client.shutdownOutput();
      assertEquals(CloseReason.FAULT, events.awaitClosed().reason());
    }
  }

  @Test
  void fallsSilentAfterSoManyBytes() throws Exception {
    try (EchoServer server = server("stall=3");
        Socket client = connect(server)) {
      client.getOutputStream().write("abcdef".getBytes(StandardCharsets.US_ASCII));
      assertEquals("abc", text(client.getInputStream().readNBytes(3)));
      assertSilent(client);
      client.shutdownOutput();
      assertSilent(client);
    }
  }

  @Test
  void readsNothing() throws Exception {
    try (EchoServer server = server("noread");
        Socket client = connect(server)) {
      send(client, payload(50_000_000), false);
      assertSilent(client);
      assertEquals(0, server.running().totals().bytesIn());
    }
  }

  @Test
  void speaksFirst() throws Exception {
    try (EchoServer server = server("greet=220%20hello%0A");
        Socket client = connect(server)) {
      assertEquals("220 hello\n", text(client.getInputStream().readNBytes(10)));
      client.getOutputStream().write("abc".getBytes(StandardCharsets.US_ASCII));
      assertEquals("abc", text(client.getInputStream().readNBytes(3)));
      client.shutdownOutput();
      events.awaitClosed();
      assertEquals(3, events.lastConnection().bytesIn());
      assertEquals(13, events.lastConnection().bytesOut());
    }
  }

  @Test
  void actsInTheOrderOfTheWords() throws Exception {
    try (EchoServer server = server("greet=hello&cut=3");
        Socket client = connect(server)) {
      assertEquals("hel", text(client.getInputStream().readAllBytes()));
    }
    try (EchoServer server = server("cut=3&greet=hello");
        Socket client = connect(server)) {
      client.getOutputStream().write("abcdef".getBytes(StandardCharsets.US_ASCII));
      assertEquals("helloabc", text(client.getInputStream().readAllBytes()));
    }
  }

  @Test
  void flipsTheSameBitsEveryTime() throws Exception {
    byte[] payload = payload(1_000_000);
    byte[] once = echoed("corrupt=1/1000&seed=7", payload);
    byte[] again = echoed("corrupt=1/1000&seed=7", payload);
    byte[] other = echoed("corrupt=1/1000&seed=8", payload);
    assertArrayEquals(once, again);
    int flipped = 0;
    for (int i = 0; i < payload.length; i++) {
      int difference = (payload[i] ^ once[i]) & 0xff;
      assertTrue(Integer.bitCount(difference) <= 1, "byte " + i);
      flipped += Integer.bitCount(difference);
    }
    // 1000 expected; the standard deviation is 32.
    assertTrue(flipped > 800 && flipped < 1200, "" + flipped);
    assertTrue(!Arrays.equals(once, other), "another seed");
  }

  private byte[] echoed(String query, byte[] payload) throws Exception {
    try (EchoServer server = server(query);
        Socket client = connect(server)) {
      send(client, payload, true);
      return client.getInputStream().readAllBytes();
    }
  }

  @Test
  void actsOnlyInItsWindow() throws Exception {
    byte[] payload = new byte[10_000];
    byte[] echo = echoed("corrupt=1/1&after=4000&seed=1", payload);
    for (int i = 0; i < payload.length; i++) {
      assertEquals(i >= 4000, echo[i] != 0, "byte " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.0/8, true", "10.0.0.0/8, false"})
  void actsOnlyOnPeersOfItsNetwork(String network, boolean acts) throws Exception {
    byte[] echo = echoed("cut=1&from=" + network, new byte[100]);
    assertEquals(acts ? 1 : 100, echo.length);
  }

  @Test
  void actsOnAShareOfTheConnections() throws Exception {
    int cut = 0;
    try (EchoServer server = server("cut=0&chance=50%&seed=3")) {
      for (int i = 0; i < 100; i++) {
        try (Socket client = connect(server)) {
          client.getOutputStream().write(1);
          client.shutdownOutput();
          cut += client.getInputStream().read() < 0 ? 1 : 0;
        }
      }
    }
    assertTrue(cut > 30 && cut < 70, "" + cut);
  }

  @Test
  void leavesOtherEndpointsAlone() throws Exception {
    byte[] payload = payload(100_000);
    try (EchoServer server =
        EchoServer.builder()
            .listen("tcp://127.0.0.1:0?corrupt=1/1")
            .listen("tcp://127.0.0.1:0")
            .start()) {
      InetSocketAddress pristine = Objects.requireNonNull(server.endpoints().get(1).address());
      try (Socket client = new Socket(pristine.getAddress(), pristine.getPort())) {
        send(client, payload, true);
        assertArrayEquals(payload, client.getInputStream().readAllBytes());
      }
    }
  }

  @Test
  void deliversWhatWaitsInADrain() throws Exception {
    byte[] payload = payload(50_000);
    EchoServer server = server("delay=1s");
    try (Socket client = connect(server)) {
      send(client, payload, false);
      Thread.sleep(SHORT_MS);
      assertEquals(1, server.drain(Duration.ofSeconds(DEADLINE_MS / 1000)).drained());
      assertArrayEquals(payload, client.getInputStream().readAllBytes());
    }
  }

  @Test
  void acceptsNothing() throws Exception {
    try (EchoServer server = server("noaccept");
        Socket first = connect(server)) {
      InetSocketAddress address = Objects.requireNonNull(server.endpoints().get(0).address());
      try (Socket second = new Socket()) {
        assertThrows(SocketTimeoutException.class, () -> second.connect(address, SHORT_MS));
      }
      first.getOutputStream().write(1);
      assertSilent(first);
      assertEquals(0, server.connections());
    }
  }

  @Test
  void changesWhileItServes() throws Exception {
    try (EchoServer server = server("cut=1&seed=5");
        Socket before = connect(server)) {
      String listener = server.listening().get(0);
      assertEquals(Map.of(listener, "cut=1&seed=5"), server.running().faults());
      // Only an echo shows that a connection was accepted.
      before.getOutputStream().write(7);
      assertEquals(7, before.getInputStream().read());
      assertTrue(server.running().setFaults(listener, ""));
      assertEquals(Map.of(), server.running().faults());
      try (Socket after = connect(server)) {
        send(after, payload(1_000), true);
        assertArrayEquals(payload(1_000), after.getInputStream().readAllBytes());
      }
      assertTrue(!server.running().setFaults("tcp nowhere", "cut=1"));
      assertThrows(
          IllegalArgumentException.class, () -> server.running().setFaults(listener, "drop"));
      assertThrows(
          IllegalArgumentException.class, () -> server.running().setFaults(listener, "noaccept"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "reset", "stall", "noread"})
  void actsAtOnceOnAnOpenConnection(String word) throws Exception {
    try (EchoServer server = EchoServer.builder().listen("tcp://127.0.0.1:0").start();
        Socket client = connect(server)) {
      client.getOutputStream().write(7);
      InputStream in = client.getInputStream();
      assertEquals(7, in.read());
      Connection connection = server.running().connections().iterator().next();
      assertTrue(server.running().fault(connection.id(), word));
      switch (word) {
        case "cut" -> assertEquals(-1, in.read());
        case "reset" -> assertThrows(SocketException.class, in::read);
        default -> {
          while (connection.faultHits().isEmpty()) {
            Pause.briefly();
          }
          assertEquals(word, connection.faultHits().get(0).word());
          client.getOutputStream().write(8);
          assertSilent(client);
        }
      }
    }
  }

  @Test
  void refusesAResetThatNioCannotTime() {
    ServerStartException refusal =
        assertThrows(ServerStartException.class, () -> server("reset=5", EventLoopKind.NIO));
    String message = "" + refusal.getMessage();
    assertTrue(message.contains("'reset=5' depends on what the kernel has delivered"), message);
  }
}
