package dev.echo7.server;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.server.config.DrainReceipt;
import dev.echo7.server.echo.ConnectionView;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** An event loop that ends by itself takes its connections with it, and nobody would notice. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.echo7.server.ServerVariant#kinds")
class LostEventLoopTest {
  private final ServerVariant variant;
  private final RecordedNews news = new RecordedNews();

  LostEventLoopTest(ServerVariant variant) {
    this.variant = variant;
  }

  private static void readForever(TestClient client) {
    byte[] into = new byte[64 * 1024];
    try {
      while (client.in().read(into) >= 0) {
        // until the server is gone
      }
    } catch (IOException e) {
      // Its connection was lost with the loop.
    }
  }

  @Test
  void endsTheServerThoughClientsAreServed() throws Exception {
    try (ServerVariant.Host host = variant.start(news);
        TestClient client = host.connect()) {
      Thread load = Thread.ofPlatform().daemon().start(client::sendForever);
      Thread reader = Thread.ofPlatform().daemon().start(() -> readForever(client));
      news.await("opened");
      ConnectionView served = (ConnectionView) news.connections().getFirst();
      served.channel().eventLoop().shutdownGracefully(0, 100, MILLISECONDS);
      host.server().broken().get(20, SECONDS);
      news.await("failed an event loop and its connections have ended; shutting down");
      CompletableFuture<DrainReceipt> drained =
          CompletableFuture.supplyAsync(() -> host.server().drain(Duration.ofSeconds(5)));
      assertEquals(0, drained.get(20, SECONDS).drained());
      load.join();
      reader.join();
    }
  }
}
