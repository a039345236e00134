package dev.echo7.server.echo;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.server.RecordedNews;
import dev.echo7.server.ServerVariant;
import dev.echo7.server.TestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Many clients, and bad ones, on each kind of server. */
@Isolated("holds thousands of connections")
@Timeout(90)
@ParameterizedClass
@MethodSource("dev.echo7.server.ServerVariant#kinds")
class CrowdTest {
  private static final long MOST_HELD = 256 * 1024;

  private final ServerVariant variant;
  private final int crowd;

  CrowdTest(ServerVariant variant) {
    this.variant = variant;
    // A handshake costs two processors a few milliseconds: a crowd of thousands would be its test.
    this.crowd = variant.tlsVersion() == null ? 5_000 : 500;
  }

  @Test
  void isHeldAtOnce() throws Exception {
    try (ServerVariant.Host host = variant.start()) {
      List<TestClient> clients = new ArrayList<>();
      try {
        for (int i = 0; i < crowd; i++) {
          clients.add(host.connect());
        }
        for (TestClient client : clients) {
          client.send("x");
        }
        for (TestClient client : clients) {
          assertEquals('x', client.in().read());
        }
        assertEquals(crowd, host.server().connections());
      } finally {
        for (TestClient client : clients) {
          client.close();
        }
      }
      awaitNobody(host);
    }
  }

  @Test
  void leavesNothingBehindWhenItIsReset() throws Exception {
    RecordedNews news = new RecordedNews();
    try (ServerVariant.Host host = variant.start(news)) {
      for (int i = 0; i < crowd / 5; i++) {
        TestClient client = host.connect();
        client.send("on its way when the reset comes");
        client.reset();
      }
      try (TestClient last = host.connect()) {
        last.send("x");
        assertEquals("x", last.receiveText(1));
      }
      awaitNobody(host);
    }
    assertEquals(count(news, "opened"), count(news, "closed"), () -> news.lines().toString());
  }

  @Test
  void doesNotSlowAFastClientByNotReading() throws Exception {
    try (ServerVariant.Host host = variant.start();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        TestClient fast = host.connect()) {
      List<TestClient> slow = new ArrayList<>();
      try {
        for (int i = 0; i < 200; i++) {
          TestClient client = host.connect();
          slow.add(client);
          threads.execute(client::sendForever);
        }
        awaitPaused(host);
        for (int i = 0; i < 1_000; i++) {
          fast.send("ping");
          assertEquals("ping", fast.receiveText(4));
        }
        long held = host.server().mostPendingBytes();
        assertTrue(held < MOST_HELD, "a client that does not read holds " + held + " bytes");
      } finally {
        for (TestClient client : slow) {
          client.reset();
        }
      }
    }
  }

  /** Waits until much is owed: then the clients do not read, and are not read from. */
  private static void awaitPaused(ServerVariant.Host host) {
    long endNs = System.nanoTime() + SECONDS.toNanos(20);
    while (host.server().pendingBytes() < 200 * MOST_HELD / 16) {
      assertTrue(System.nanoTime() < endNs, () -> host.server().pendingBytes() + " bytes are owed");
      Pause.briefly();
    }
  }

  private static void awaitNobody(ServerVariant.Host host) {
    long endNs = System.nanoTime() + SECONDS.toNanos(20);
    while (host.server().connections() != 0) {
      assertTrue(System.nanoTime() < endNs, () -> host.server().connections() + " are left");
      Pause.briefly();
    }
  }

  private static long count(RecordedNews news, String word) {
    return news.lines().stream().filter(line -> line.startsWith(word)).count();
  }
}
