package dev.echo7.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.admin.http.AdminConnections;
import dev.echo7.admin.http.HttpPeer;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers of the admin endpoint that send too much, too slowly, too many at once, or nonsense. */
@Timeout(120)
class HardPeersTest {
  private static final String HEALTH = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

  @Test
  void answersRequestsInTheOrderInWhichTheyCame() throws Exception {
    try (AdminFixture fixture = AdminFixture.unix();
        HttpPeer peer = fixture.connect()) {
      peer.send(
          "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
              + HEALTH
              + "GET /connections HTTP/1.1\r\nHost: x\r\n\r\n"
              + "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"
              + HEALTH);
      assertTrue(peer.response().body().contains("echo7_"));
      assertEquals("ok\n", peer.response().body());
      assertTrue(peer.response().body().startsWith("{\"total\":0"));
      assertEquals(404, peer.response().status());
      assertEquals("ok\n", peer.response().body());
    }
  }

  @Test
  void answersOneRequestAfterTheOtherOnOneConnection() throws Exception {
    try (AdminFixture fixture = AdminFixture.unix();
        HttpPeer peer = fixture.connect()) {
      for (int i = 0; i < 3; i++) {
        assertEquals("ok\n", peer.ask("GET", "/healthz").body());
        assertEquals(200, peer.ask("GET", "/status").status());
        assertEquals(200, peer.ask("GET", "/connections").status());
      }
    }
  }

  @Test
  void refusesWhatIsTooLarge() throws Exception {
    try (AdminFixture fixture = AdminFixture.unix()) {
      assertEquals(414, fixture.ask("GET", "/" + "x".repeat(5_000)).status());
      assertEquals(431, fixture.ask("GET", "/healthz", "X: " + "x".repeat(5_000)).status());
      assertEquals(200, fixture.ask("GET", "/connections?q=x", "X: " + "x".repeat(3_000)).status());
      try (HttpPeer peer = fixture.connect()) {
        peer.send(HEALTH + "POST /drain HTTP/1.1\r\nHost: x\r\nContent-Length: 1025\r\n\r\n");
        peer.send("x".repeat(1_025));
        assertEquals(200, peer.response().status());
        assertEquals(413, peer.response().status());
        assertTrue(peer.isEnded());
      }
      assertEquals(1, fixture.told.getCount());
    }
  }

  @Test
  void refusesWhatIsNotHttp() throws Exception {
    try (AdminFixture fixture = AdminFixture.unix()) {
      for (String nonsense :
          new String[] {
            "\u0016\u0003\u0001\u0002\u0000\r\n\r\n",
            "GET /healthz\r\n\r\n",
            "GET /healthz HTTP/1.1\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"
          }) {
        try (HttpPeer peer = fixture.connect()) {
          assertEquals(400, peer.send(nonsense).response().status(), nonsense);
        }
      }
      assertEquals(405, fixture.ask("DELETE", "/status").status());
      assertEquals("GET, HEAD, OPTIONS", fixture.ask("POST", "/status").header("allow"));
      assertEquals("", fixture.ask("HEAD", "/status").body());
    }
  }

  @Test
  void endsWhoWaitedLongestWhenTooManyCome() throws Exception {
    try (AdminFixture fixture = AdminFixture.unix()) {
      List<HttpPeer> peers = new ArrayList<>();
      try {
        for (int i = 0; i < AdminConnections.MAX; i++) {
          HttpPeer peer = fixture.connect();
          peers.add(peer);
          assertEquals(200, peer.send(HEALTH).response().status());
        }
        assertEquals(200, fixture.ask("GET", "/healthz").status());
        assertTrue(peers.getFirst().isEnded());
        assertEquals(200, peers.getLast().send(HEALTH).response().status());
      } finally {
        closeAll(peers);
      }
    }
  }

  @Test
  void answersBesideAsManySilentOnesAsThereIsRoomFor() throws Exception {
    try (AdminFixture fixture = AdminFixture.unix()) {
      List<HttpPeer> silent = new ArrayList<>();
      try {
        for (int i = 0; i < AdminConnections.MAX; i++) {
          silent.add(fixture.connect());
        }
        long startNs = System.nanoTime();
        for (int i = 0; i < 5; i++) {
          assertEquals(200, fixture.ask("GET", "/healthz").status());
        }
        long tookNs = System.nanoTime() - startNs;
        // Before the first of them is cut for its silence.
        assertTrue(tookNs < TimeUnit.SECONDS.toNanos(9), () -> "took " + tookNs);
        assertTrue(silent.getFirst().isEnded());
      } finally {
        closeAll(silent);
      }
    }
  }

  @Test
  void cutsARequestThatIsNotCompleteInTenSeconds() throws Exception {
    try (AdminFixture fixture = AdminFixture.unix();
        HttpPeer silent = fixture.connect();
        HttpPeer half = fixture.connect()) {
      long startNs = System.nanoTime();
      half.send("GET /healthz HTTP/1.1\r\nHost: x\r\nX: ");
      assertTrue(silent.isEnded());
      assertTrue(half.isEnded());
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs);
      assertTrue(seconds >= 9 && seconds < 20, () -> "cut after " + seconds + " s");
    }
  }

  /** Half of them ask and never come to the end, half are answered and never read. */
  @Test
  void twoHundredSlowPeersTouchNeitherTheEchoNorTheNextOne() throws Exception {
    try (AdminFixture fixture = AdminFixture.unix();
        Socket client = fixture.echoing()) {
      List<Socket> crowd = new ArrayList<>();
      List<HttpPeer> peers = new ArrayList<>();
      try {
        for (int i = 0; i < 300; i++) {
          crowd.add(fixture.echoing());
        }
        long calmNs = medianEchoNs(client);
        for (int i = 0; i < 200; i++) {
          HttpPeer peer = fixture.connect();
          peers.add(peer);
          peer.send(
              i % 2 == 0
                  ? "GET /healthz HTTP/1.1\r\nHost: x\r\nX: "
                  : "GET /connections?sort=-rtt HTTP/1.1\r\nHost: x\r\n\r\n".repeat(40));
        }
        long startNs = System.nanoTime();
        assertEquals(200, fixture.ask("GET", "/healthz").status());
        long healthNs = System.nanoTime() - startNs;
        // Long before the first of them is cut, even where the machine itself is busy.
        assertTrue(healthNs < TimeUnit.SECONDS.toNanos(9), () -> "answered after " + healthNs);
        long busyNs = medianEchoNs(client);
        // In five milliseconds, or not much slower than before where the machine itself is.
        assertTrue(
            busyNs < Math.max(TimeUnit.MILLISECONDS.toNanos(5), 4 * calmNs),
            () -> "an echo took " + calmNs + " ns before and " + busyNs + " ns beside them");
      } finally {
        closeAll(peers);
        for (Socket each : crowd) {
          each.close();
        }
      }
    }
  }

  private static long medianEchoNs(Socket client) throws IOException {
    long[] timesNs = new long[500];
    for (int i = 0; i < timesNs.length; i++) {
      long startNs = System.nanoTime();
      AdminFixture.echo(client);
      timesNs[i] = System.nanoTime() - startNs;
    }
    Arrays.sort(timesNs);
    return timesNs[timesNs.length / 2];
  }

  private static void closeAll(List<HttpPeer> peers) throws IOException {
    for (HttpPeer peer : peers) {
      peer.close();
    }
  }
}
