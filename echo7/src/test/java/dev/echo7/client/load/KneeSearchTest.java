package dev.echo7.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.ping.PingPeer;
import dev.echo7.measure.FailIf;
import dev.echo7.measure.GcPauses;
import dev.echo7.measure.Times;
import dev.echo7.measure.Validity;
import dev.echo7.result.LoadHead;
import dev.echo7.result.LoadRun;
import dev.echo7.result.LoadTotals;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The knee is where the server's own is. */
@Timeout(60)
class KneeSearchTest {
  private static final FailIf GOAL = FailIf.parse("p99<10ms");

  private final List<KneeSearch.Step> steps = new ArrayList<>();

  @Test
  void isWithinFivePercentOfTheCapacity() throws IOException {
    for (double capacity : new double[] {3, 700, 1000, 12_345, 480_000}) {
      KneeSearch.Knee knee = search(rate -> run(rate, rate <= capacity ? 5 : 20));
      KneeSearch.Step best = knee.best();
      KneeSearch.Step worst = knee.worst();
      assertNotNull(best);
      assertNotNull(worst);
      assertTrue(best.rate() <= capacity && worst.rate() > capacity, best + " " + capacity);
      assertTrue(worst.rate() / best.rate() <= 1.05);
    }
  }

  @Test
  void whatNeverHoldsIsNotFound() throws IOException {
    KneeSearch.Knee knee = search(rate -> run(rate, 20));
    assertNull(knee.best());
    assertFalse(steps.isEmpty());
    assertEquals(List.of("p99<10ms: measured 20.00 ms"), steps.getFirst().unmet());
  }

  /** Quick answers to half of it are no bearing of the rate. */
  @Test
  void whatDoesNotComeBackInTimeDoesNotHold() throws IOException {
    KneeSearch.Knee knee =
        search(rate -> new Finding(rate, Math.min(rate, 3000), 5, List.of()).toRun());
    assertNotNull(knee.best());
    assertEquals(3000, knee.best().rate(), 150);
    assertNotNull(knee.worst());
    assertEquals(List.of("only 3000/s came back in time"), knee.worst().unmet());
  }

  @Test
  void theLimitOfThisMachineIsNotTheServers() throws IOException {
    KneeSearch.Knee knee =
        search(
            rate ->
                new Finding(rate, rate, 5, rate > 4000 ? List.of("too slow") : List.of()).toRun());
    assertNotNull(knee.worst());
    assertEquals(List.of("INVALID: too slow"), knee.worst().unmet());
  }

  @Test
  void oneHiccupDoesNotDecide() throws IOException {
    List<Double> hiccups = new ArrayList<>();
    KneeSearch.Knee knee =
        search(
            rate -> {
              boolean isFirst = !hiccups.contains(rate);
              hiccups.add(rate);
              return run(rate, rate <= 5000 && !isFirst ? 5 : 20);
            });
    assertNotNull(knee.best());
    assertEquals(5000, knee.best().rate(), 250);
  }

  /** The server is restarted in the middle. */
  @Test
  void aTrialThatFailsDoesNotThrowAwayWhatWasFound() throws IOException {
    KneeSearch.Knee knee =
        search(
            rate -> {
              if (rate > 4000) {
                throw new IOException("connection refused");
              }
              return run(rate, 5);
            });
    assertNotNull(knee.best());
    assertEquals(4000, knee.best().rate());
    assertNotNull(knee.broken());
    assertEquals("connection refused", knee.broken().getMessage());
    KneeSearch.Trial never =
        rate -> {
          throw new IOException("connection refused");
        };
    assertThrows(IOException.class, () -> search(never));
  }

  @Test
  void stopsWhenItsUserDoes() throws IOException {
    KneeSearch.Knee knee = search(rate -> rate > 4000 ? null : run(rate, 5));
    assertNotNull(knee.best());
    assertEquals(4000, knee.best().rate());
    assertNull(knee.worst());
  }

  /** One connection, 4 ms a frame, one after the other: 250 a second and no more. */
  @Test
  void findsNoMoreThanARealServerBears() throws IOException {
    PingPeer.Schedule slow = (n, frame, from) -> PingPeer.Answer.after(4, frame);
    try (PingPeer peer = PingPeer.tcp(64, slow)) {
      KneeSearch.Trial trial =
          rate ->
              LoadMode.to(
                      peer.endpoint(),
                      ConnectOptions.DEFAULT,
                      options(rate),
                      new LoadListener() {},
                      1)
                  .run();
      KneeSearch.Knee knee = new KneeSearch(FailIf.parse("p90<60ms"), trial, steps::add).run();
      KneeSearch.Step best = knee.best();
      assertNotNull(best);
      // Less is found only where this machine itself is too busy.
      assertTrue(best.rate() < 262, () -> "" + best.rate());
      assertTrue(steps.getFirst().unmet().getFirst().startsWith("p90<60ms: measured"));
    }
  }

  private static LoadOptions options(double rate) {
    return LoadOptions.of(1, Duration.ofMillis(800))
        .rate(rate)
        .depth(1000)
        .patience(Duration.ofMillis(500))
        .build();
  }

  private KneeSearch.Knee search(KneeSearch.Trial trial) throws IOException {
    return new KneeSearch(GOAL, trial, steps::add).run();
  }

  private static LoadRun run(double rate, int ms) {
    return new Finding(rate, rate, ms, List.of()).toRun();
  }

  /** A second in which so many were due and so many came back, each in the same time. */
  private record Finding(double due, double came, int ms, List<String> invalid) {
    LoadRun toRun() {
      Times times = Times.none();
      times.response().recordValue(ms * 1_000_000L);
      long sent = Math.round(due);
      long count = Math.round(came);
      return new LoadRun(
          new LoadHead("a run", 1, 0, true, 0, Map.of(), List.of()),
          1_000_000_000,
          List.of(),
          times,
          new LoadTotals(sent, count, count, count * 64, 0, 0, 0, 0, Map.of(), Map.of(), List.of()),
          GcPauses.Total.NONE,
          new Validity(invalid));
    }
  }
}
