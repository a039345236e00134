package dev.echo7.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.client.PingPeer.Answer;
import dev.echo7.measure.FailIf;
import dev.echo7.measure.LoadRun;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A load whose server goes, comes late or never answers says so, and ends when it is told to. */
@Timeout(60)
class LoadTroubleTest {
  private static final int SIZE = 64;

  /** What was due and could not be sent any more was not answered. */
  @Test
  void aServerThatIsCutForGoodIsNoSuccess() throws Exception {
    AtomicReference<PingPeer> listening = new AtomicReference<>();
    PingPeer.Schedule dies =
        (n, frame, from) -> {
          if (n <= 20) {
            return Answer.of(frame);
          }
          close(listening.get());
          return Answer.cutting();
        };
    try (PingPeer peer = PingPeer.tcp(SIZE, dies)) {
      listening.set(peer);
      LoadRun run = run(peer, open(2, 50, Duration.ofSeconds(2)));
      assertEquals(100, run.totals().due());
      assertEquals(20, run.totals().verified());
      assertTrue(run.totals().unsent() > 50, run.totals()::toString);
      assertEquals(80, run.totals().lossPercent());
      assertFalse(run.totals().isWhole());
      assertEquals(
          List.of("loss>0.1%", "unsent>0", "errors>0"),
          FailIf.parse("p99>5s,loss>0.1%,unsent>0,errors>0").failures(run).stream()
              .map(FailIf.Failure::term)
              .toList());
    }
  }

  private static void close(PingPeer peer) {
    try {
      peer.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static LoadOptions open(int connections, double rate, Duration duration) {
    return new LoadOptions(
        connections,
        1,
        duration,
        Duration.ZERO,
        Duration.ZERO,
        rate,
        false,
        SIZE,
        LoadOptions.defaultDepth(connections, rate),
        Duration.ofSeconds(1));
  }

  private static LoadRun run(PingPeer peer, LoadOptions options) throws IOException {
    return LoadMode.to(peer.endpoint(), ConnectOptions.DEFAULT, options, new LoadListener() {}, 1)
        .run();
  }
}
