package dev.echo7.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.netlab.Peers.Answer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A relay delays every packet in both directions, and gives flows new source ports. */
final class RelayIT {
  private static final int DELAY_MS = 150;

  /** Of the fastest of several round trips: what the relay and a busy machine may add. */
  private static final int TOLERANCE_MS = 50;

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  void everyRoundTripTakesTwiceTheDelay(String kind) {
    try (NetLab lab = NetLab.create()) {
      Node client = lab.node("client");
      Node server = lab.node("server");
      Relay relay = lab.relay(client, server);
      try (Program serving = Peers.serve(server)) {
        assertFastest(0, roundTripsMs(client, server, kind), serving);
        relay.delay(Duration.ofMillis(DELAY_MS));
        assertFastest(2 * DELAY_MS, roundTripsMs(client, server, kind), serving);
        relay.delay(Duration.ZERO);
        assertFastest(0, roundTripsMs(client, server, kind), serving);
      }
    }
  }

  private static List<Double> roundTripsMs(Node client, Node server, String kind) {
    List<String> messages = Collections.nCopies(10, "0 x");
    try (Program asking = Peers.ask(client, kind, server, 0, "5", messages)) {
      return Peers.answers(asking).stream().map(Answer::ms).toList();
    }
  }

  /** None is faster than the delay, and the fastest is not much slower. */
  private static void assertFastest(int leastMs, List<Double> roundTripsMs, Program serving) {
    assertEquals(10, roundTripsMs.size());
    double fastest = Collections.min(roundTripsMs);
    assertTrue(
        fastest >= leastMs && fastest < leastMs + TOLERANCE_MS,
        () -> leastMs + " ms expected: " + roundTripsMs + serving);
  }

  @Test
  void aFlowGetsANewSourcePortAndIsStillAnswered() {
    try (NetLab lab = NetLab.create()) {
      Node client = lab.node("client");
      Node server = lab.node("server");
      Relay relay = lab.relay(client, server);
      List<String> messages = List.of("0 a", "0 b", "1 c", "0 d");
      try (Program serving = Peers.serve(server);
          Program asking = Peers.ask(client, "udp", server, 40_000, "4", messages)) {
        serving.awaitStdout(" c\n");
        // The server has the third, and will answer to a port that is gone.
        relay.newSourcePorts();
        List<Answer> answers = Peers.answers(asking);
        assertEquals(4, answers.size(), serving::toString);
        assertEquals(40_000, answers.get(0).port());
        assertEquals(40_000, answers.get(1).port());
        assertEquals(new Answer(0, Peers.NONE), answers.get(2));
        assertNotEquals(40_000, answers.get(3).port());
        assertEquals(client.address(), answers.get(3).address());
      }
    }
  }

  /** A large datagram is fragmented, and has one header for all fragments. */
  @Test
  void datagramsOfEverySizePassWithNewPorts() {
    try (NetLab lab = NetLab.create()) {
      Node client = lab.node("client");
      Node server = lab.node("server");
      lab.relay(client, server).newSourcePorts();
      List<String> messages = List.of("0 x", "0 " + "y".repeat(1_471), "0 z");
      try (Program serving = Peers.serve(server);
          Program asking = Peers.ask(client, "udp", server, 40_001, "4", messages)) {
        List<Answer> answers = Peers.answers(asking);
        assertEquals(
            1, answers.stream().map(Answer::port).distinct().count(), () -> answers + "" + serving);
        assertNotEquals(40_001, answers.getFirst().port());
      }
    }
  }
}
