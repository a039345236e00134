package dev.echo7.client.load;

import static dev.echo7.client.ping.PingPeer.Answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.client.ping.PingPeer;
import dev.echo7.result.LoadRun;
import dev.echo7.verify.Fault;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each verdict of a load is that of the fault that was injected. */
@Timeout(60)
class LoadVerdictTest extends LoadTrial {
  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp"})
  void corruptionIsThatOfTheScheduleWithItsEvidence(String transport) throws Exception {
    PingPeer.Schedule liar =
        (n, frame, from) -> Answer.of(n % 50 == 0 ? PingPeer.changed(frame, 40) : frame);
    try (PingPeer peer = transport.equals("tcp") ? tcp(liar) : PingPeer.udp(liar)) {
      LoadRun run = run(peer, open(4, 200, Duration.ofSeconds(1)));
      assertEquals(200, run.totals().transmitted());
      assertEquals(196, run.totals().verified());
      assertEquals(4, run.totals().lost());
      assertEquals(2, run.totals().lossPercent());
      assertEquals(Map.of("corrupted", 4L), run.totals().faults());
      assertEquals(4, run.number("corrupt").orElseThrow());
      assertEquals(4, run.totals().firstFaults().size());
      String first = run.totals().firstFaults().getFirst();
      assertTrue(first.matches("(?s)connection \\d: corrupted: frame .*at byte 40.*sent.*"), first);
    }
  }

  @Test
  void lossDuplicatesAndReorderingAreThoseOfTheSchedule() throws Exception {
    PingPeer.Schedule schedule =
        (n, frame, from) ->
            switch (n % 40) {
              case 10 -> Answer.of();
              case 20 -> Answer.of(frame, frame);
              case 30 -> Answer.after(100, frame);
              default -> Answer.of(frame);
            };
    try (PingPeer peer = PingPeer.udp(schedule)) {
      LoadRun run = run(peer, open(1, 200, Duration.ofSeconds(1)));
      assertEquals(200, run.totals().transmitted());
      assertEquals(195, run.totals().verified());
      assertEquals(5, run.totals().faults().get("lost"));
      assertEquals(5, run.totals().faults().get("duplicated"));
      assertEquals(5, run.totals().faults().get("reordered"));
      assertEquals(2.5, run.totals().lossPercent());
    }
  }

  /** A server that gives one connection what belongs to another. */
  @Test
  void anotherConnectionsBytesAreKnown() throws Exception {
    Map<SocketAddress, byte[]> last = new ConcurrentHashMap<>();
    PingPeer.Schedule swap =
        (n, frame, from) -> {
          last.put(from, frame);
          byte[] other =
              last.entrySet().stream()
                  .filter(entry -> !entry.getKey().equals(from))
                  .map(Map.Entry::getValue)
                  .findFirst()
                  .orElse(frame);
          return Answer.of(n == 51 ? other : frame);
        };
    try (PingPeer peer = tcp(swap)) {
      LoadRun run = run(peer, open(2, 100, Duration.ofSeconds(1)));
      assertEquals(1, run.totals().faults().get(Fault.Kind.FOREIGN.word()));
      assertEquals(99, run.totals().verified());
    }
  }

  @Test
  void aConnectionThatBreaksIsAnErrorAndIsOpenedAgain() throws Exception {
    PingPeer.Schedule cut = (n, frame, from) -> n == 50 ? Answer.cutting() : Answer.of(frame);
    try (PingPeer peer = tcp(cut)) {
      LoadRun run = run(peer, open(4, 200, Duration.ofSeconds(1)));
      assertEquals(1, run.totals().allErrors(), run.totals()::toString);
      assertEquals(1, run.totals().reconnects());
      assertEquals(200, run.totals().transmitted());
      assertEquals(run.totals().lost(), run.totals().faults().get("lost"));
      assertTrue(run.totals().lost() >= 1, run.totals()::toString);
    }
  }
}
