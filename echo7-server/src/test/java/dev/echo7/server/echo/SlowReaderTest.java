package dev.echo7.server.echo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.server.RecordedNews;
import dev.echo7.server.ServerVariant;
import dev.echo7.server.TestClient;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.Limits;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A peer that reads slowly is not idle, where the kernel can be asked: everywhere but on NIO. */
@Timeout(90)
@ParameterizedClass
@MethodSource("variants")
class SlowReaderTest {
  private static final Duration IDLE = Duration.ofSeconds(3);
  private static final int READ_BYTES = 16 * 1024;
  private static final int READS = 100;
  private static final long READ_EVERY_MS = 100;

  private final ServerVariant variant;
  private final RecordedNews news = new RecordedNews();

  SlowReaderTest(ServerVariant variant) {
    this.variant = variant;
  }

  static Stream<ServerVariant> variants() {
    return ServerVariant.kinds().filter(variant -> variant.transport() != EventLoopKind.NIO);
  }

  /** Two kernels hold megabytes for it: for long, nothing that we count ourselves moves. */
  @Test
  void isLeftAloneByTheIdleTimeout() throws Exception {
    Limits limits = new Limits(0, 0, 0, IDLE, Duration.ZERO, 0, Duration.ofSeconds(10));
    try (ServerVariant.Host host = variant.start(news, limits);
        TestClient client = host.connect()) {
      Thread sender = Thread.ofVirtual().start(client::sendForever);
      long startNs = System.nanoTime();
      for (int i = 0; i < READS; Pause.briefly()) {
        if (System.nanoTime() - startNs > MILLISECONDS.toNanos(READ_EVERY_MS * i)) {
          i++;
          assertEquals(READ_BYTES, client.receive(READ_BYTES).length);
        }
      }
      assertTrue(
          news.lines().stream().noneMatch(line -> line.startsWith("closed")),
          news.lines()::toString);
      news.await("opened");
      client.reset();
      sender.join();
    }
  }
}
