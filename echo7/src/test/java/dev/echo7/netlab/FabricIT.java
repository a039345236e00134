package dev.echo7.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.netlab.Peers.Answer;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A fabric spreads flows over its spines, and keeps each on one. */
final class FabricIT {
  private static final int PATHS = 3;
  private static final int FIRST_PORT = 40_000;
  private static final int FLOWS = 36;

  /** Of each flow. */
  private static final int DATAGRAMS = 4;

  @Test
  void everyFlowKeepsToOneSpineAndAllSpinesHaveFlows() {
    try (NetLab lab = NetLab.create()) {
      Node client = lab.node("client");
      Node server = lab.node("server");
      Fabric fabric = lab.fabric(client, server, PATHS);
      try (Program serving = Peers.serve(server)) {
        Set<Integer> used = new TreeSet<>();
        for (int flow = 0; flow < FLOWS; flow++) {
          long[] before = counts(fabric);
          try (Program asking = flow(flow, client, server)) {
            assertEquals(Set.of(true), answered(asking), serving::toString);
          }
          used.add(theOneThatRose(before, counts(fabric)));
        }
        assertEquals(PATHS, used.size(), () -> "used only the spines " + used);
      }
    }
  }

  @Test
  void aBadSpineIsBadForItsFlowsAlone() {
    try (NetLab lab = NetLab.create()) {
      Node client = lab.node("client");
      Node server = lab.node("server");
      Fabric fabric = lab.fabric(client, server, 2);
      Loss bad = fabric.loseEach(1, 1);
      try (Program serving = Peers.serve(server)) {
        List<Program> flows =
            IntStream.range(0, FLOWS).mapToObj(flow -> flow(flow, client, server)).toList();
        int lost = 0;
        for (Program flow : flows) {
          Set<Boolean> answered = answered(flow);
          assertEquals(1, answered.size(), () -> "some of its datagrams came: " + flow + serving);
          lost += answered.contains(false) ? 1 : 0;
        }
        assertTrue(lost > 0 && lost < FLOWS, lost + " of the flows took the bad spine");
        assertEquals((long) lost * DATAGRAMS, bad.lost());
        assertEquals(0, fabric.datagrams(1));
        assertEquals((long) (FLOWS - lost) * DATAGRAMS, fabric.datagrams(0));
      }
    }
  }

  /** A client with a source port of its own. */
  private static Program flow(int number, Node client, Node server) {
    List<String> messages = Collections.nCopies(DATAGRAMS, "0 x");
    return Peers.ask(client, "udp", server, FIRST_PORT + number, "2", messages);
  }

  /** Whether its datagrams were answered. */
  private static Set<Boolean> answered(Program flow) {
    Set<Boolean> answered = new TreeSet<>();
    for (Answer answer : Peers.answers(flow)) {
      answered.add(!answer.text().equals(Peers.NONE));
    }
    return answered;
  }

  private static long[] counts(Fabric fabric) {
    return IntStream.range(0, fabric.paths()).mapToLong(fabric::datagrams).toArray();
  }

  private static int theOneThatRose(long[] before, long[] after) {
    List<Integer> rose =
        IntStream.range(0, before.length).filter(i -> after[i] > before[i]).boxed().toList();
    assertEquals(1, rose.size(), () -> "a flow took the spines " + rose);
    int path = rose.getFirst();
    assertEquals(DATAGRAMS, after[path] - before[path]);
    return path;
  }
}
