package dev.echo7.interop.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.packaging.Installed;
import dev.echo7.netlab.Link;
import dev.echo7.netlab.Loss;
import dev.echo7.netlab.NetLab;
import dev.echo7.netlab.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A fault is as exact over a path that loses or delays packets as over loopback. */
final class FaultsOverPathIT {
  private static final Pattern RTT = Pattern.compile("rtt min/avg/max/mdev = ([0-9.]+)/([0-9.]+)/");
  private static final String PORT = "7000";

  /**
   * Sends 200,000 bytes; prints how many came back, how it ended, and a hash of what came. An RST
   * is sent once, and the path may lose it: then the next byte is answered with another.
   */
  private static final String SENDER =
      """
      import hashlib, socket, sys, threading
      s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
      s.settimeout(3)
      def send():
          try:
              s.sendall(bytes(i * 31 % 251 for i in range(200000)))
          except OSError:
              pass
      threading.Thread(target=send, daemon=True).start()
      came, end, silences = b"", "", 0
      while not end:
          try:
              part = s.recv(65536)
              came += part
              if not part: end = "FIN"
          except ConnectionResetError:
              end = "reset"
          except TimeoutError:
              silences += 1
              if silences == 10: end = "silence"
              sender = threading.Thread(target=lambda: s.send(b"?"), daemon=True)
              sender.start()
      print(len(came), end, hashlib.sha256(came).hexdigest())
      """;

  private static Program serve(Node node, String endpoint) {
    return node.start("bin/echoserver", "-q", endpoint).awaitStderr("faulty: ");
  }

  private static List<String> sent(Node client, Node server) {
    String python = Installed.require("python3").toString();
    try (Program sender = client.start(python, "-c", SENDER, server.address(), PORT)) {
      assertEquals(0, sender.exitCodeWithin(Duration.ofSeconds(60)), sender::toString);
      return List.of(sender.stdout().strip().split(" ", -1));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cut=64k, 65536, FIN",
    "reset=64k, 65536, reset",
    "cut=1, 1, FIN",
    "reset=100000&slice=700, 100000, reset",
  })
  void endsAtItsByteWhateverThePathLoses(String faults, String bytes, String end) {
    try (NetLab lab = NetLab.create()) {
      Node client = lab.node("client");
      Node server = lab.node("server");
      Link cable = lab.link(client, server);
      Loss there = cable.loseEachSegment(6, server);
      Loss back = cable.loseEachSegment(5, client);
      try (Program serving = serve(server, "tcp://0.0.0.0:" + PORT + "?" + faults)) {
        assertEquals(List.of(bytes, end), sent(client, server).subList(0, 2), serving::toString);
      }
      assertTrue(there.lost() + back.lost() > 0, "no segment was lost");
    }
  }

  @Test
  void changesTheSameBytesInEachRun() {
    List<List<String>> runs = new ArrayList<>();
    for (int nth : new int[] {5, 7}) {
      try (NetLab lab = NetLab.create()) {
        Node client = lab.node("client");
        Node server = lab.node("server");
        Loss loss = lab.link(client, server).loseEachSegment(nth, client);
        String endpoint = "tcp://0.0.0.0:" + PORT + "?corrupt=1/1000&cut=150000&seed=7";
        try (Program serving = serve(server, endpoint)) {
          runs.add(sent(client, server));
          assertEquals("150000", runs.getLast().get(0), serving::toString);
        }
        assertTrue(loss.lost() > 0, "no segment was lost");
      }
    }
    assertEquals(runs.get(0), runs.get(1));
  }

  @Test
  void aDelayAddsToThatOfThePath() {
    try (NetLab lab = NetLab.create()) {
      Node client = lab.node("client");
      Node server = lab.node("server");
      lab.relay(client, server).delay(Duration.ofMillis(30));
      String ping = "bin/echoclient ping -c 10 -i 0.2 -W 2 ";
      try (Program serving = serve(server, "tcp://0.0.0.0:" + PORT + "?delay=50ms");
          Program pinging = client.start((ping + server.address() + " " + PORT).split(" ", -1))) {
        pinging.exitCodeWithin(Duration.ofSeconds(30));
        Matcher rtt = RTT.matcher(pinging.stdout());
        assertTrue(rtt.find(), () -> pinging + "" + serving);
        double least = Double.parseDouble(rtt.group(1));
        assertTrue(least >= 110 && least < 140, () -> least + " ms" + pinging);
      }
    }
  }

  /** Behind a NAT, each client is a source of its own, by its port. */
  @Test
  void theDatagramsOfEachClientBehindANatAreNumbered() {
    try (NetLab lab = NetLab.create()) {
      Node client = lab.node("client");
      Node server = lab.node("server");
      lab.nat(client, server);
      String endpoint = "udp://" + server.address() + ":" + PORT;
      try (Program serving = serve(server, endpoint + "?drop&after=3")) {
        for (int i = 0; i < 2; i++) {
          String ping = "bin/echoclient ping -c 5 -i 0.1 -W 0.5 " + endpoint;
          try (Program pinging = client.start(ping.split(" ", -1))) {
            pinging.exitCode();
            String said = pinging.stdout();
            assertTrue(said.contains("5 packets transmitted, 3 received"), () -> said + serving);
          }
        }
      }
    }
  }
}
