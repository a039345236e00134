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
import dev.echo7.fault.Faults;
import dev.echo7.server.ServerVariant;
import dev.echo7.server.TestClient;
import dev.echo7.server.config.DrainReceipt;
import dev.echo7.server.config.EventLoopKind;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The faults of streams are the same on TCP, TLS and Unix sockets, whatever serves them. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.echo7.server.ServerVariant#all")
class FaultsOnEveryTransportTest {
  private static final int DEADLINE_S = 20;

  private final ServerVariant variant;
  private final BlockingQueue<CloseReason> reasons = new LinkedBlockingQueue<>();
  private final ServerEvents events =
      new ServerEvents() {
        @Override
        public void closed(Connection connection, Closing closing) {
          reasons.add(closing.reason());
        }
      };

  FaultsOnEveryTransportTest(ServerVariant variant) {
    this.variant = variant;
  }

  private ServerVariant.Host server(String query) throws IOException {
    return variant.start(events, Faults.parse(query));
  }

  private void assertClosed(CloseReason reason) throws InterruptedException {
    assertEquals(
        reason, Objects.requireNonNull(reasons.poll(DEADLINE_S, TimeUnit.SECONDS), "not closed"));
  }

  private static byte[] payload(int bytes) {
    byte[] payload = new byte[bytes];
    new Random(bytes).nextBytes(payload);
    return payload;
  }

  /** Sends from another thread, because the echo may stay behind. */
  private static void send(TestClient client, byte[] payload, boolean halfClose) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                client.send(payload);
                if (halfClose) {
                  client.halfClose();
                }
              } catch (IOException e) {
                // The fault ended the connection.
              }
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, 100_000})
  void cutsAfterExactlySoManyBytes(int bytes) throws Exception {
    try (ServerVariant.Host host = server("cut=" + bytes)) {
      try (TestClient client = host.connect()) {
        byte[] payload = payload(150_000);
        send(client, payload, false);
        assertArrayEquals(Arrays.copyOf(payload, bytes), client.in().readAllBytes());
      }
      assertClosed(CloseReason.FAULT);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100_000})
  void resetsAfterExactlySoManyBytes(int bytes) throws Exception {
    String query = bytes == 0 ? "reset" : "reset=" + bytes;
    if (variant.unix() || (variant.transport() == EventLoopKind.NIO && bytes > 0)) {
      // Unix sockets have no reset, and NIO cannot tell when all bytes are delivered.
      String refusal = "" + assertThrows(Exception.class, () -> server(query)).getMessage();
      assertTrue(refusal.contains("reset"), refusal);
      return;
    }
    try (ServerVariant.Host host = server(query)) {
      byte[] payload = payload(bytes);
      // One at once may come before the client has done anything.
      IOException failure =
          assertThrows(
              IOException.class,
              () -> {
                try (TestClient client = host.connect()) {
                  client.send(payload);
                  assertArrayEquals(payload, client.receive(bytes));
                  client.in().read();
                }
              });
      assertTrue(
          failure instanceof SocketException || failure.getCause() instanceof SocketException,
          failure::toString);
      assertClosed(CloseReason.FAULT);
    }
  }

  /** The client's end comes long before its echo is due; nothing of it is lost. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "delay=200ms&queue=1m",
        "delay=200ms±100ms&queue=64k",
        "rate=400k/s",
        "delay=100ms&rate=400k/s",
        "rate=400k/s&delay=100ms",
        "slice=1000&delay=100ms"
      })
  void deliversWhatWaitsAfterAHalfClose(String query) throws Exception {
    try (ServerVariant.Host host = server(query)) {
      try (TestClient client = host.connect()) {
        byte[] payload = payload(100_000);
        long startNs = System.nanoTime();
        send(client, payload, true);
        assertArrayEquals(payload, client.in().readAllBytes());
        long tookMs = Duration.ofNanos(System.nanoTime() - startNs).toMillis();
        assertTrue(tookMs >= 100, "after " + tookMs + " ms");
      }
      assertClosed(CloseReason.PEER_CLOSED);
    }
  }

  /** Whichever comes first, the server's own end waits for what the delay holds. */
  @ParameterizedTest
  @ValueSource(strings = {"cut=1000&delay=200ms", "delay=200ms&cut=1000", "cut=1000&rate=5k/s"})
  void deliversWhatWaitsBeforeItsOwnEnd(String query) throws Exception {
    try (ServerVariant.Host host = server(query)) {
      try (TestClient client = host.connect()) {
        byte[] payload = payload(1_500);
        client.send(payload);
        assertArrayEquals(Arrays.copyOf(payload, 1_000), client.in().readAllBytes());
      }
      assertClosed(CloseReason.FAULT);
    }
  }

  @Test
  void deliversWhatWaitsInADrain() throws Exception {
    byte[] payload = payload(50_000);
    CompletableFuture<DrainReceipt> receipt;
    try (ServerVariant.Host host = server("delay=1s")) {
      try (TestClient client = host.connect()) {
        client.send(payload);
        while (host.server().running().totals().bytesIn() < payload.length) {
          Pause.briefly();
        }
        receipt =
            CompletableFuture.supplyAsync(
                () -> host.server().drain(Duration.ofSeconds(DEADLINE_S)));
        assertArrayEquals(payload, client.in().readAllBytes());
      }
      // NIO cannot tell that everything was received before that.
      assertEquals(1, receipt.get().drained());
    }
  }

  @Test
  void flipsTheSameBitsEveryTime() throws Exception {
    byte[] payload = payload(100_000);
    byte[] once = echoed("corrupt=1/1000&seed=7", payload);
    assertArrayEquals(once, echoed("corrupt=1/1000&seed=7", payload));
    int flipped = 0;
    for (int i = 0; i < payload.length; i++) {
      flipped += Integer.bitCount((payload[i] ^ once[i]) & 0xff);
    }
    // 100 expected; the standard deviation is 10.
    assertTrue(flipped > 50 && flipped < 150, "" + flipped);
  }

  private byte[] echoed(String query, byte[] payload) throws Exception {
    try (ServerVariant.Host host = server(query);
        TestClient client = host.connect()) {
      send(client, payload, true);
      return client.in().readAllBytes();
    }
  }

  @Test
  void speaksFirst() throws Exception {
    try (ServerVariant.Host host = server("greet=hello%0A");
        TestClient client = host.connect()) {
      assertEquals("hello\n", client.receiveText(6));
      client.send("abc");
      client.halfClose();
      assertEquals("abc", new String(client.in().readAllBytes(), StandardCharsets.US_ASCII));
    }
  }

  @Test
  void fallsSilentAfterSoManyBytes() throws Exception {
    try (ServerVariant.Host host = server("stall=3");
        TestClient client = host.connect()) {
      client.send("abcdef");
      assertEquals("abc", client.receiveText(3));
      client.halfClose();
      Thread.sleep(200);
      assertEquals(0, client.in().available());
      assertTrue(reasons.isEmpty(), "it is still open");
    }
  }

  @Test
  void readsNothing() throws Exception {
    try (ServerVariant.Host host = server("noread");
        TestClient client = host.connect()) {
      send(client, payload(2_000_000), false);
      Thread.sleep(200);
      assertEquals(0, client.in().available());
      assertEquals(0, host.server().running().totals().bytesIn());
    }
  }

  @Test
  void halfClosesAfterTheFirstEchoAndReadsOn() throws Exception {
    try (ServerVariant.Host host = server("close=half")) {
      try (TestClient client = host.connect()) {
        client.send("first");
        assertEquals("first", new String(client.in().readAllBytes(), StandardCharsets.US_ASCII));
        if (!"TLSv1.2".equals(variant.tlsVersion())) {
          // TLS 1.2 has no half-close: its clients send no more.
          client.send(payload(1_000_000));
        }
      }
      assertClosed(CloseReason.FAULT);
    }
  }
}
