package dev.echo7.client.load;

import static dev.echo7.client.ping.PingPeer.Answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.client.ping.PingPeer;
import dev.echo7.measure.FailIf;
import dev.echo7.result.LoadRun;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that stop answering: lost frames are counted, whenever it happens. */
@Timeout(60)
class LoadSilenceTest extends LoadTrial {

  private static LoadOptions warmedUp(LoadOptions options) {
    return options.toBuilder()
        .warmup(options.duration().dividedBy(10))
        .patience(Duration.ofMillis(300))
        .build();
  }

  private static LoadOptions options(String loop, int depth) {
    Duration duration = Duration.ofSeconds(1);
    LoadOptions options = loop.equals("open") ? open(2, 50, duration) : closed(2, duration);
    return warmedUp(depth == 0 ? options : withDepth(options, depth));
  }

  @ParameterizedTest
  @CsvSource({"closed, 0, 0", "open, 0, 0", "open, 1, 0", "closed, 4, 0", "closed, 0, 2"})
  void aServerThatIsSilentFromTheWarmUpOnHasLostAll(String loop, int depth, int answers)
      throws Exception {
    try (PingPeer peer = tcp((n, frame, from) -> n <= answers ? Answer.of(frame) : Answer.of())) {
      LoadRun run = run(peer, options(loop, depth));
      assertTrue(run.totals().lost() > 0, () -> "" + run.totals());
      assertEquals(0, run.totals().verified());
      assertEquals(100, run.totals().lossPercent());
      assertEquals(1, FailIf.parse("lost>0").failures(run).size());
      assertEquals(1, FailIf.parse("loss>0%").failures(run).size());
      assertFalse(run.totals().isWhole());
    }
  }

  @ParameterizedTest
  @CsvSource({"closed", "open"})
  void aServerThatFallsSilentInTheMiddleHasLostWhatWasOnItsWay(String loop) throws Exception {
    try (PingPeer peer = tcp((n, frame, from) -> n <= 30 ? Answer.of(frame) : Answer.of())) {
      LoadRun run = run(peer, warmedUp(options(loop, 0)));
      assertEquals(1, FailIf.parse("lost>0").failures(run).size());
      assertTrue(run.totals().lost() >= 2, () -> "" + run.totals());
    }
  }
}
