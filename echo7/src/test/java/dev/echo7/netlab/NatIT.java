package dev.echo7.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.interop.Program;
import dev.echo7.netlab.Peers.Answer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A NAT hides its inside, and forgets a mapping that was silent for its timeout. */
final class NatIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  void anAnswerComesWithinTheTimeoutAndNotAfterIt(String kind) {
    try (NetLab lab = NetLab.create()) {
      Node client = lab.node("client");
      Node server = lab.node("server");
      lab.nat(client, server).udpTimeout(TIMEOUT).tcpTimeout(TIMEOUT);
      try (Program serving = Peers.serve(server);
          Program early = Peers.ask(client, kind, server, 0, "6", List.of("2.5 early"));
          Program late = Peers.ask(client, kind, server, 0, "6", List.of("3.5 late"))) {
        assertEquals(1, Peers.answers(early).size());
        String answer = Peers.answers(early).getFirst().text();
        assertEquals(true, answer.endsWith(" early"), () -> answer + serving);
        assertEquals(List.of(new Answer(0, Peers.NONE)), Peers.answers(late));
      }
    }
  }

  @Test
  void theServerSeesTheAddressOfTheNat() {
    try (NetLab lab = NetLab.create()) {
      Node client = lab.node("client");
      Node server = lab.node("server");
      Nat nat = lab.nat(client, server);
      try (Program serving = Peers.serve(server);
          Program asking = Peers.ask(client, "udp", server, 0, "6", List.of("0 x"))) {
        Answer answer = Peers.answers(asking).getFirst();
        assertEquals(nat.outsideAddress(), answer.address(), serving::toString);
      }
    }
  }

  /** Each answer comes 2 s after the one before it, so that the mapping is never silent for 3 s. */
  @Test
  void trafficKeepsAMappingAlive() {
    try (NetLab lab = NetLab.create()) {
      Node client = lab.node("client");
      Node server = lab.node("server");
      lab.nat(client, server).udpTimeout(TIMEOUT);
      List<String> messages = List.of("2 a", "2 b", "2 c");
      try (Program serving = Peers.serve(server);
          Program asking = Peers.ask(client, "udp", server, 0, "6", messages)) {
        List<Answer> answers = Peers.answers(asking);
        assertEquals(
            1, answers.stream().map(Answer::port).distinct().count(), () -> answers + "" + serving);
      }
    }
  }
}
