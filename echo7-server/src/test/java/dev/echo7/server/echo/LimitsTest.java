package dev.echo7.server.echo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.server.RecordedNews;
import dev.echo7.server.ServerVariant;
import dev.echo7.server.TestClient;
import dev.echo7.server.config.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The limits of one connection and of all together, on each kind of server. */
@Timeout(90)
@ParameterizedClass
@MethodSource("dev.echo7.server.ServerVariant#all")
class LimitsTest {
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration OFF = Duration.ZERO;

  private final ServerVariant variant;
  private final RecordedNews news = new RecordedNews();

  LimitsTest(ServerVariant variant) {
    this.variant = variant;
  }

  @Test
  void endsAnIdleConnectionGracefully() throws Exception {
    try (ServerVariant.Host host = start(0, SHORT, OFF, 0);
        TestClient client = host.connect()) {
      client.send("hello");
      assertEquals("hello", client.receiveText(5));
      long startNs = System.nanoTime();
      assertEquals(-1, client.in().read(), "a FIN, not a reset");
      assertTrue(System.nanoTime() - startNs > MILLISECONDS.toNanos(300), "too early");
      client.halfClose();
      news.await("closed 5 5 idle by server");
    }
  }

  @Test
  void leavesAConnectionAloneOnWhichNowAndThenSomethingMoves() throws Exception {
    try (ServerVariant.Host host = start(0, SHORT, OFF, 0);
        TestClient client = host.connect()) {
      for (long startNs = System.nanoTime(), i = 0;
          System.nanoTime() - startNs < SHORT.toNanos() * 3;
          Pause.briefly()) {
        if (System.nanoTime() - startNs > i * SHORT.toNanos() / 4) {
          i++;
          client.send("x");
          assertEquals("x", client.receiveText(1));
        }
      }
    }
  }

  @Test
  void cutsAConnectionWhosePeerTakesNothing() throws Exception {
    try (ServerVariant.Host host = start(0, Duration.ofSeconds(1), OFF, 0);
        TestClient client = host.connect()) {
      Thread sender = Thread.ofVirtual().start(client::sendForever);
      news.await("closed");
      client.reset();
      sender.join();
      assertEquals(1, news.lines().stream().filter(l -> l.endsWith(" idle by server")).count());
    }
  }

  @Test
  void endsAConnectionThatHasLivedLongEnough() throws Exception {
    try (ServerVariant.Host host = start(0, OFF, SHORT, 0);
        TestClient client = host.connect()) {
      client.send("hello");
      assertEquals("hello", client.receiveText(5));
      assertEquals(-1, client.in().read(), "a FIN, not a reset");
      client.halfClose();
      news.await("closed 5 5 lifetime by server");
    }
  }

  @Test
  void echoesExactlyAsManyBytesAsAreAllowed() throws Exception {
    int most = 300_000;
    byte[] sent = new byte[2 * most];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (byte) (i * 31 + (i >> 8));
    }
    try (ServerVariant.Host host = start(0, OFF, OFF, most);
        TestClient client = host.connect()) {
      Thread sender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      client.send(sent);
                      client.halfClose();
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  });
      byte[] received = client.in().readAllBytes();
      sender.join();
      assertEquals(most, received.length);
      assertEquals(Arrays.hashCode(Arrays.copyOf(sent, most)), Arrays.hashCode(received));
      news.await("closed " + most + " " + most + " limit by server");
    }
  }

  @Test
  void saysThatTheOnlyConnectionIsInUse() throws Exception {
    try (ServerVariant.Host host = start(1, OFF, OFF, 0);
        TestClient client = host.connect()) {
      client.send("x");
      assertEquals("x", client.receiveText(1));
      news.await("failed the only connection is in use; new clients wait (--max-connections)");
    }
  }

  @Test
  void letsNewClientsWaitWhileAllConnectionsAreInUse() throws Exception {
    int most = 3;
    List<TestClient> clients = new ArrayList<>();
    try (ServerVariant.Host host = start(most, OFF, OFF, 0)) {
      for (int i = 0; i < most; i++) {
        clients.add(host.connect());
        clients.getLast().send("x");
        assertEquals("x", clients.getLast().receiveText(1));
      }
      news.await("failed all 3 connections are in use");
      for (int round = 0; round < 10; round++) {
        Waiting next = Waiting.connect(host);
        // For a moment one that is gone and one that is new may both be counted.
        while (host.server().connections() != most) {
          Pause.briefly();
        }
        assertTrue(next.isWaiting(), "one more was served");
        clients.removeFirst().reset();
        clients.add(next.served());
      }
      assertEquals(most, host.server().connections());
    } finally {
      for (TestClient client : clients) {
        client.reset();
      }
    }
    long said = news.lines().stream().filter(l -> l.startsWith("failed")).count();
    assertTrue(said >= 1 && said <= 10, () -> "said " + said + " times: " + news.lines());
  }

  /** A client that connects and sends on a thread of its own: TLS gets no further before it. */
  private static final class Waiting {
    private final CompletableFuture<TestClient> client;

    private Waiting(CompletableFuture<TestClient> client) {
      this.client = client;
    }

    static Waiting connect(ServerVariant.Host host) {
      return new Waiting(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  TestClient next = host.connect();
                  next.send("x");
                  assertEquals("x", next.receiveText(1));
                  return next;
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }));
    }

    boolean isWaiting() throws Exception {
      try {
        client.get(100, MILLISECONDS);
        return false;
      } catch (TimeoutException e) {
        return true;
      }
    }

    TestClient served() throws Exception {
      return client.get(20, SECONDS);
    }
  }

  private ServerVariant.Host start(
      int maxConnections, Duration idle, Duration lifetime, long maxBytes) throws Exception {
    return variant.start(
        news, new Limits(maxConnections, 0, 0, idle, lifetime, maxBytes, Duration.ofSeconds(10)));
  }
}
