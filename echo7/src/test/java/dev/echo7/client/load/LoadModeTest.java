package dev.echo7.client.load;

import static dev.echo7.client.ping.PingPeer.Answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.ping.PingPeer;
import dev.echo7.result.LoadRun;
import dev.echo7.result.LoadSlice;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each number of a load's report is that of the schedule which the server kept to. */
@Timeout(60)
class LoadModeTest extends LoadTrial {
  @Test
  void anOpenLoopSendsExactlyItsScheduleAndVerifiesAll() throws Exception {
    try (PingPeer peer = tcp(ECHO)) {
      LoadRun run = run(peer, open(10, 500, Duration.ofSeconds(1)));
      assertEquals(500, run.totals().transmitted());
      assertEquals(500, run.totals().verified());
      assertEquals(0, run.totals().lost());
      assertEquals(0, run.totals().unsent());
      assertEquals(1_000_000_000, run.measuredNs());
      assertEquals(500, run.times().service().getTotalCount());
      assertEquals(500, run.times().response().getTotalCount());
      assertEquals(500, run.times().lateness().getTotalCount());
      assertEquals(Map.of(), run.totals().errors());
      assertEquals(Map.of(), run.totals().faults());
      assertTrue(run.head().isOpenLoop());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp"})
  void timesAreThoseOfTheDelays(String transport) throws Exception {
    PingPeer.Schedule delays = (n, frame, from) -> Answer.after(n % 10 == 0 ? 400 : 50, frame);
    try (PingPeer peer = transport.equals("tcp") ? tcp(delays) : PingPeer.udp(delays)) {
      // One frame a connection: none waits behind another.
      LoadRun run = run(peer, open(100, 100, Duration.ofSeconds(1)));
      assertEquals(100, run.totals().verified());
      assertTime(50e6, (double) run.times().service().getMinValue());
      assertTime(50e6, (double) run.times().service().getValueAtPercentile(85));
      assertTime(400e6, (double) run.times().service().getValueAtPercentile(95));
      assertTime(400e6, (double) run.times().service().getMaxValue());
      assertTime(400e6, (double) run.times().response().getMaxValue());
    }
  }

  /** Coordinated omission: what was due in a stall waited, and says so. */
  @Test
  void aStallIsInTheResponseTimeOfAllThatWasDueInIt() throws Exception {
    PingPeer.Schedule stall = (n, frame, from) -> Answer.after(n == 21 ? 500 : 0, frame);
    try (PingPeer peer = tcp(stall)) {
      LoadOptions options = open(1, 100, Duration.ofSeconds(1));
      LoadRun run = run(peer, withDepth(options, 1));
      assertEquals(100, run.totals().verified());
      // 50 were due in half a second: evenly from 500 ms down to nothing.
      assertTime(500e6, (double) run.times().response().getMaxValue());
      double waited = run.times().response().getCountBetweenValues(100_000_000L, Long.MAX_VALUE);
      assertTrue(waited >= 39 && waited <= 70, () -> waited + " waited for 100 ms or more");
      // The server held them back, and we were not late.
      assertTrue(run.totals().heldBack() >= 45, run.totals()::toString);
      double slow = run.times().service().getCountBetweenValues(400_000_000L, Long.MAX_VALUE);
      assertEquals(1, slow);
      assertTrue(run.times().lateness().getMaxValue() < slackNs());
    }
  }

  @Test
  void aClosedLoopSendsWhenItHasAnEcho() throws Exception {
    try (PingPeer peer = tcp((n, frame, from) -> Answer.after(20, frame))) {
      LoadOptions options = closed(5, Duration.ofSeconds(1));
      LoadRun run = run(peer, options);
      assertFalse(run.head().isOpenLoop());
      // 5 connections, 20 ms each and more: at most 250 a second.
      assertTrue(run.rate() <= 250, () -> "" + run.rate());
      assertTrue(run.rate() > 100, () -> "" + run.rate());
      assertEquals(run.totals().transmitted(), run.totals().verified());
      assertEquals(run.times().service().getMaxValue(), run.times().response().getMaxValue());
    }
  }

  @Test
  void noMoreThanDepthAreOnTheirWayOnAConnection() throws Exception {
    AtomicInteger received = new AtomicInteger();
    PingPeer.Schedule silent =
        (n, frame, from) -> {
          received.incrementAndGet();
          return Answer.of();
        };
    try (PingPeer peer = tcp(silent)) {
      LoadOptions options = withDepth(closed(3, Duration.ofMillis(500)), 4);
      LoadRun run = run(peer, options);
      assertEquals(12, received.get());
      assertEquals(12, run.totals().transmitted());
      assertEquals(12, run.totals().lost());
      assertEquals(100, run.totals().lossPercent());
      assertEquals(Map.of("lost", 12L), run.totals().faults());
    }
  }

  @Test
  void whatCouldNotGoAtAllIsCounted() throws Exception {
    try (PingPeer peer = tcp((n, frame, from) -> Answer.of())) {
      LoadRun run = run(peer, withDepth(open(1, 100, Duration.ofSeconds(1)), 10));
      assertEquals(10, run.totals().transmitted());
      assertEquals(90, run.totals().unsent());
      assertEquals(10, run.totals().lost());
      assertEquals(0, run.rate());
    }
  }

  @Test
  void warmupIsNotMeasured() throws Exception {
    PingPeer.Schedule slowFirst = (n, frame, from) -> Answer.after(n <= 20 ? 30 : 0, frame);
    try (PingPeer peer = tcp(slowFirst)) {
      LoadOptions options =
          LoadOptions.of(10, Duration.ofSeconds(1))
              .warmup(Duration.ofMillis(500))
              .rate(100)
              .size(SIZE)
              .depth(16)
              .build();
      LoadRun run = run(peer, options);
      assertEquals(50, run.totals().transmitted());
      assertEquals(50, run.totals().verified());
      assertEquals(50, run.times().response().getTotalCount());
      assertEquals(500_000_000, run.measuredNs());
      assertEquals(100, run.slices().stream().mapToLong(LoadSlice::messages).sum());
    }
  }

  /** The rate grows evenly: in a ramp of T half of what a full T would send. */
  @Test
  void aRampGrowsEvenly() throws Exception {
    List<Long> arrivals = new ArrayList<>();
    PingPeer.Schedule note =
        (n, frame, from) -> {
          synchronized (arrivals) {
            arrivals.add(System.nanoTime());
          }
          return Answer.of(frame);
        };
    try (PingPeer peer = tcp(note)) {
      LoadOptions options =
          LoadOptions.of(10, Duration.ofSeconds(1))
              .ramp(Duration.ofSeconds(2))
              .rate(200)
              .size(SIZE)
              .depth(16)
              .build();
      LoadRun run = run(peer, options);
      assertEquals(200, (double) run.totals().transmitted(), 10);
      assertEquals(400, arrivals.size(), 10);
      long startNs = arrivals.getFirst();
      long inFirstHalf = arrivals.stream().filter(at -> at - startNs < 1_000_000_000).count();
      assertEquals(50, (double) inFirstHalf, 25);
      assertEquals(2_000_000_000, run.head().measuredFromNs());
    }
  }

  @Test
  void poissonArrivalsHaveTheRateAndTheSpread() throws Exception {
    try (PingPeer peer = tcp(ECHO)) {
      LoadOptions options =
          LoadOptions.of(5, Duration.ofSeconds(2))
              .rate(500)
              .poisson(true)
              .size(SIZE)
              .depth(400)
              .build();
      LoadRun run = run(peer, options);
      // The standard deviation of so many is 32.
      assertEquals(1000, (double) run.totals().transmitted(), 160);
      assertEquals(run.totals().transmitted(), run.totals().verified());
    }
  }

  @Test
  void secondsAddUpToTheWhole() throws Exception {
    List<LoadSlice> told = new ArrayList<>();
    LoadListener listener =
        new LoadListener() {
          @Override
          public void slice(LoadSlice slice) {
            told.add(slice);
          }
        };
    try (PingPeer peer = tcp((n, frame, from) -> Answer.of(n == 100 ? new byte[SIZE] : frame))) {
      LoadOptions options = open(4, 100, Duration.ofSeconds(3));
      LoadRun run =
          LoadMode.to(peer.endpoint(), ConnectOptions.DEFAULT, options, listener, 1).run();
      assertEquals(3, told.size());
      assertEquals(told, run.slices());
      assertEquals(299, told.stream().mapToLong(LoadSlice::messages).sum());
      assertEquals(299 * SIZE, told.stream().mapToLong(LoadSlice::bytes).sum());
      assertEquals(1, told.stream().mapToLong(LoadSlice::allErrors).sum());
      long timed = told.stream().mapToLong(s -> s.times().response().getTotalCount()).sum();
      // A machine that has paused us had frames in flight then, whose times are left out.
      boolean paused = run.validity().toString().contains("was paused for");
      assertTrue(
          timed == 299 || (timed < 299 && paused), () -> timed + " timed: " + run.validity());
      assertEquals(100, told.get(1).rate(), 40);
    }
  }

  /** Once it is warm, which takes a busy machine longer, frames cost the collector nothing. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 2000})
  void framesAllocateNothing(double rate) throws Exception {
    List<Long> seen = new CopyOnWriteArrayList<>();
    CompletableFuture<LoadMode> running = new CompletableFuture<>();
    AtomicBoolean warm = new AtomicBoolean();
    LoadListener listener =
        new LoadListener() {
          @Override
          public void slice(LoadSlice slice) {
            seen.add(allocatedByLoadThreads());
            // A time longer than all before makes the histograms grow, which is not of each frame.
            if (slice.messages() > 500 && lastDifference(seen) < 500) {
              warm.set(true);
              running.join().stop();
            }
          }
        };
    try (PingPeer peer = tcp(ECHO)) {
      LoadOptions options = open(4, 1, Duration.ofSeconds(40)).withRate(rate);
      LoadMode mode = LoadMode.to(peer.endpoint(), ConnectOptions.DEFAULT, options, listener, 1);
      running.complete(mode);
      mode.run();
    }
    assertTrue(seen.getFirst() > 0, "nothing was measured");
    assertTrue(warm.get(), () -> "allocated by the end of each second: " + seen);
  }

  private static long lastDifference(List<Long> seen) {
    int last = seen.size() - 1;
    return last == 0 ? Long.MAX_VALUE : seen.get(last) - seen.get(last - 1);
  }

  private static long allocatedByLoadThreads() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().startsWith("load-"))
        .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getThreadId()))
        .sum();
  }

  @Test
  void stopEndsItAndKeepsWhatThereIs() throws Exception {
    try (PingPeer peer = tcp(ECHO)) {
      LoadOptions options = open(4, 200, Duration.ofHours(1));
      LoadMode[] mode = new LoadMode[1];
      LoadListener listener =
          new LoadListener() {
            @Override
            public void slice(LoadSlice slice) {
              mode[0].stop();
            }
          };
      mode[0] = LoadMode.to(peer.endpoint(), ConnectOptions.DEFAULT, options, listener, 1);
      LoadRun run = mode[0].run();
      assertTrue(run.totals().verified() >= 190, run.totals()::toString);
      assertEquals(0, run.totals().lost());
      assertTrue(run.measuredNs() < 30e9);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 31, 32, 1400, 200_000})
  void everySizeComesBackWhole(int size) throws Exception {
    try (PingPeer peer = PingPeer.tcp(size, ECHO)) {
      LoadOptions options =
          LoadOptions.of(3, Duration.ofMillis(300))
              .threads(2)
              .size(size)
              .depth(3)
              .patience(Duration.ofSeconds(10))
              .build();
      LoadRun run = run(peer, options);
      assertTrue(run.totals().verified() > 3, run.totals()::toString);
      assertEquals(0, run.totals().lost(), run.totals()::toString);
      assertEquals(Map.of(), run.totals().faults());
    }
  }
}
