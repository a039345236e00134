package dev.echo7.server.echo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.events.Connection;
import dev.echo7.server.EchoServer;
import dev.echo7.server.RecordedNews;
import dev.echo7.server.ServerVariant;
import dev.echo7.server.TestClient;
import dev.echo7.server.config.DrainReceipt;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Of each connection it is told why it ended, who ended it first, and how much it got. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.echo7.server.ServerVariant#all")
class ClosingTest {
  private final ServerVariant variant;
  private final RecordedNews news = new RecordedNews();

  ClosingTest(ServerVariant variant) {
    this.variant = variant;
  }

  @Test
  void tellsThatThePeerClosedAndGotAll() throws Exception {
    try (ServerVariant.Host host = variant.start(news);
        TestClient client = host.connect()) {
      client.send("hello");
      assertEquals("hello", client.receiveText(5));
      client.halfClose();
      assertEquals(-1, client.in().read());
      news.await("closed 5 5 peer-closed by peer");
    }
  }

  @Test
  void tellsThatThePeerReset() throws Exception {
    try (ServerVariant.Host host = variant.start(news);
        TestClient client = host.connect()) {
      client.send("hello");
      // What it does not read makes the close of a Unix socket a reset.
      assertEquals("he", client.receiveText(2));
      client.reset();
      news.await("closed 5 5 reset by peer");
    }
  }

  @Test
  void tellsThatItWasDrained() throws Exception {
    try (ServerVariant.Host host = variant.start(news);
        TestClient client = host.connect()) {
      client.send("hello");
      assertEquals("hello", client.receiveText(5));
      CompletableFuture<DrainReceipt> drained =
          CompletableFuture.supplyAsync(() -> host.server().drain(Duration.ofSeconds(20)));
      assertEquals(-1, client.in().read());
      client.halfClose();
      assertEquals(new DrainReceipt(1, 0), drained.get(20, TimeUnit.SECONDS));
      news.await("closed 5 5 drain by server");
    }
  }

  @Test
  void tellsThatADrainCutIt() throws Exception {
    try (ServerVariant.Host host = variant.start(news);
        TestClient client = host.connect()) {
      client.send("hello");
      assertEquals("hello", client.receiveText(5));
      assertEquals(new DrainReceipt(0, 1), host.server().drain(Duration.ofMillis(1)));
      news.await("closed 5 5 cut by server");
    }
  }

  @Test
  void countsNoByteAsSentThatTheKernelHasNotTaken() throws Exception {
    try (ServerVariant.Host host = variant.start(news);
        TestClient client = host.connect()) {
      Thread sender = Thread.ofVirtual().start(client::sendForever);
      awaitStuck(host.server());
      Connection connection = news.connections().getFirst();
      host.server().drain(Duration.ofMillis(200));
      client.reset();
      sender.join();
      news.await("closed " + connection.bytesIn() + " " + connection.bytesOut() + " cut by server");
      long missing = connection.bytesIn() - connection.bytesOut();
      assertTrue(missing > 0 && missing < 256 * 1024, missing + " bytes are missing");
    }
  }

  /** Waits until much is owed, and has been for a while. */
  private static void awaitStuck(EchoServer server) {
    for (long movedNs = System.nanoTime(), before = 0;
        before < 16 * 1024 || System.nanoTime() - movedNs < 300_000_000L;
        Pause.briefly()) {
      long owed = server.pendingBytes();
      if (owed != before) {
        before = owed;
        movedNs = System.nanoTime();
      }
    }
  }
}
