package dev.echo7.client.load;

import static dev.echo7.client.ping.PingPeer.Answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.client.ping.PingPeer;
import dev.echo7.result.LoadRun;
import dev.echo7.result.LoadSlice;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A load of a number of frames sends exactly these. */
@Timeout(60)
class LoadFramesTest extends LoadTrial {
  private static LoadOptions.Builder counted(int connections, double rate, long frames) {
    return LoadOptions.of(connections, LoadOptions.UNLIMITED)
        .frames(frames)
        .rate(rate)
        .size(SIZE)
        .patience(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @CsvSource({
    "tcp, 1, 1, 1, 0", "tcp, 3, 1, 1, 0", "tcp, 3, 3, 1, 0", "tcp, 7, 2, 16, 0",
    "udp, 3, 2, 4, 0", "tcp, 1, 1, 16, 1000", "tcp, 3, 3, 16, 1000", "udp, 7, 2, 16, 700"
  })
  void exactlyTheFramesAreSentAndMeasured(
      String transport, int connections, int threads, int depth, double rate) throws Exception {
    AtomicInteger received = new AtomicInteger();
    PingPeer.Schedule counting =
        (n, frame, from) -> {
          received.incrementAndGet();
          return Answer.of(frame);
        };
    try (PingPeer peer = transport.equals("tcp") ? tcp(counting) : PingPeer.udp(counting)) {
      LoadRun run =
          run(peer, counted(connections, rate, 500).threads(threads).depth(depth).build());
      assertEquals(500, received.get());
      assertEquals(500, run.totals().transmitted());
      assertEquals(500, run.totals().verified());
      assertEquals(0, run.totals().unsent());
      assertEquals(500, run.slices().stream().mapToLong(LoadSlice::messages).sum());
      assertEquals(500, run.times().response().getTotalCount());
      assertTrue(run.totals().isWhole());
      if (rate == 0) {
        // A closed loop ends with its last echo: all of them came in the measured time.
        assertEquals(500, run.totals().messages());
        assertTrue(run.measuredNs() > 0 && run.measuredNs() < 20e9, () -> "" + run.measuredNs());
      } else {
        assertEquals(500e9 / rate, (double) run.measuredNs(), 1e6);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, false", "400, false", "400, true"})
  void someConnectionsSendNothingIfThereAreMoreOfThemThanFrames(double rate, boolean poisson)
      throws Exception {
    try (PingPeer peer = tcp(ECHO)) {
      LoadRun run = run(peer, counted(20, rate, 3).threads(2).poisson(poisson).build());
      assertEquals(3, run.totals().transmitted());
      assertEquals(3, run.totals().verified());
    }
  }

  @Test
  void randomSpacingSendsExactlyTheFrames() throws Exception {
    try (PingPeer peer = tcp(ECHO)) {
      LoadRun run = run(peer, counted(4, 500, 301).poisson(true).depth(300).build());
      assertEquals(301, run.totals().transmitted());
      assertEquals(301, run.totals().verified());
      assertEquals(301e9 / 500, (double) run.measuredNs(), 1e6);
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "100"})
  void theDurationEndsItIfThatIsFirst(double rate) throws Exception {
    try (PingPeer peer = tcp((n, frame, from) -> Answer.after(10, frame))) {
      LoadOptions options =
          LoadOptions.of(2, Duration.ofSeconds(1))
              .frames(1_000_000)
              .rate(rate)
              .size(SIZE)
              .depth(rate == 0 ? 1 : 16)
              .build();
      LoadRun run = run(peer, options);
      assertEquals(1_000_000_000, run.measuredNs());
      assertEquals(run.totals().transmitted(), run.totals().verified());
      assertTrue(run.totals().transmitted() <= 200, run.totals()::toString);
    }
  }

  /** Frames that a warm-up sends are among them. */
  @Test
  void theFramesOfTheWarmUpCount() throws Exception {
    AtomicInteger received = new AtomicInteger();
    PingPeer.Schedule counting =
        (n, frame, from) -> {
          received.incrementAndGet();
          return Answer.of(frame);
        };
    try (PingPeer peer = tcp(counting)) {
      LoadRun run = run(peer, counted(3, 200, 100).warmup(Duration.ofMillis(250)).build());
      assertEquals(100, received.get());
      assertEquals(50, run.totals().transmitted());
    }
  }

  @Test
  void lostFramesCountAndTheRestIsNotWaitedFor() throws Exception {
    try (PingPeer peer = PingPeer.udp((n, f, from) -> n % 10 == 0 ? Answer.of() : Answer.of(f))) {
      LoadRun run = run(peer, counted(3, 0, 50).patience(Duration.ofMillis(200)).build());
      assertEquals(50, run.totals().transmitted());
      assertEquals(45, run.totals().verified());
      assertEquals(5, run.totals().faults().get("lost"));
    }
  }
}
