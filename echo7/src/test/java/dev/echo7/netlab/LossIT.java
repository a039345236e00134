package dev.echo7.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.interop.Program;
import dev.echo7.netlab.Peers.Answer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A cable loses exactly the datagrams that it should. */
final class LossIT {
  private static final int DATAGRAMS = 30;
  private static final int NTH = 3;

  @Test
  void everyThirdDatagramIsLostUntilTheCableIsMended() {
    try (NetLab lab = NetLab.create()) {
      Node client = lab.node("client");
      Node server = lab.node("server");
      Link cable = lab.link(client, server);
      Loss loss = cable.loseEach(NTH, server);
      try (Program serving = Peers.serve(server)) {
        List<Boolean> expected =
            IntStream.rangeClosed(1, DATAGRAMS).mapToObj(i -> i % NTH != 0).toList();
        assertEquals(expected, answered(client, server), serving::toString);
        assertEquals(DATAGRAMS, loss.arrived());
        assertEquals(DATAGRAMS / NTH, loss.lost());
        loss.mend();
        assertEquals(
            IntStream.range(0, DATAGRAMS).mapToObj(i -> true).toList(), answered(client, server));
      }
    }
  }

  @Test
  void onlyTheDirectionThatIsNamedLoses() {
    try (NetLab lab = NetLab.create()) {
      Node client = lab.node("client");
      Node server = lab.node("server");
      Link cable = lab.link(client, server);
      Loss there = cable.loseEach(5, server);
      Loss back = cable.loseEach(4, client);
      try (Program serving = Peers.serve(server)) {
        long answered = answered(client, server).stream().filter(each -> each).count();
        assertEquals(DATAGRAMS, there.arrived(), serving::toString);
        assertEquals(6, there.lost());
        assertEquals(24, back.arrived());
        assertEquals(6, back.lost());
        assertEquals(18, answered);
      }
    }
  }

  private static List<Boolean> answered(Node client, Node server) {
    List<String> messages =
        IntStream.rangeClosed(1, DATAGRAMS).mapToObj(i -> "0 number-" + i).toList();
    try (Program asking = Peers.ask(client, "udp", server, 0, "0.3", messages)) {
      List<Answer> answers = Peers.answers(asking);
      return IntStream.range(0, DATAGRAMS)
          .mapToObj(i -> answers.get(i).text().endsWith(" number-" + (i + 1)))
          .toList();
    }
  }
}
