package dev.echo7.log;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.events.Peer;
import java.net.InetAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PeerNamesTest {

  @Test
  void asksOnceForAnAddress() {
    AtomicInteger asked = new AtomicInteger();
    PeerNames names = new PeerNames(address -> "name" + asked.incrementAndGet());
    assertEquals("name1", names.nameOf(peer(1)).join());
    assertEquals("name1", names.nameOf(peer(1)).join());
    assertEquals(1, asked.get());
  }

  @Test
  void isTheAddressWhenLookupsFail() {
    PeerNames names =
        new PeerNames(
            address -> {
              throw new IllegalStateException("resolver broken");
            });
    assertEquals("10.0.0.1", names.nameOf(peer(1)).join());
  }

  @Test
  void answersInTimeHoweverManyLookupsHang() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    PeerNames names =
        new PeerNames(
            address -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return "late";
            });
    for (int i = 1; i <= 2 * PeerNames.MAX_QUEUED; i++) {
      Peer peer = peer(i);
      assertEquals(peer.text(), names.nameOf(peer).get(i == 1 ? 5 : 10, SECONDS));
      if (i == 1) {
        // From here on the first threads hang, the queue fills, and the rest is refused.
        fill(names);
      }
    }
    never.countDown();
  }

  @Test
  void asksAgainForAnAddressThatItHadNoPlaceToAskFor() throws Exception {
    CountDownLatch free = new CountDownLatch(1);
    PeerNames names =
        new PeerNames(
            address -> {
              try {
                free.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return "found";
            });
    fill(names);
    Peer refused = peer(3 * PeerNames.MAX_QUEUED);
    assertEquals(refused.text(), names.nameOf(refused).getNow("pending"));
    free.countDown();
    long endNs = System.nanoTime() + SECONDS.toNanos(20);
    while (names.known(refused) == null) {
      assertTrue(System.nanoTime() < endNs, "never asked again");
      Pause.briefly();
    }
    assertEquals("found", names.known(refused));
  }

  private static void fill(PeerNames names) {
    for (int i = 1; i <= 2 * PeerNames.MAX_QUEUED; i++) {
      names.nameOf(peer(i));
    }
  }

  private static Peer peer(int number) {
    String text = "10.0." + number / 256 + "." + number % 256;
    return new Peer(InetAddress.ofLiteral(text), text);
  }
}
