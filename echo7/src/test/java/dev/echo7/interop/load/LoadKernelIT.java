package dev.echo7.interop.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.netlab.TwoHosts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code echoclient load} says of the kernel, per second, on a network that loses segments.
 */
final class LoadKernelIT {
  private static final String SERVER = "10.77.0.2";
  private static final int CONNECTIONS = 3;

  @Test
  void retransmitsAreThoseOfTheKernelWhileTheServerIsAway() {
    try (TwoHosts hosts = TwoHosts.create();
        Program server = Program.start(hosts.onServer("bin/echoserver", "-q", "tcp://:5000"))) {
      server.awaitStderr("event loop");
      try (Program load = load(hosts)) {
        load.awaitStdout("\"second\"");
        hosts.serverAddress("del", SERVER + "/24");
        try (Program pause = Program.start("sleep", "1")) {
          pause.exitCode();
        }
        hosts.serverAddress("add", SERVER + "/24");
        load.exitCode();
        List<JsonNode> seconds = seconds(load);
        int sum = numbers(seconds, "retransmits").stream().mapToInt(Integer::intValue).sum();
        // Each connection had frames in flight.
        assertTrue(sum >= CONNECTIONS, load::toString);
        // Each is read for the last time before its FIN.
        assertEquals(retransmitted(hosts), sum, CONNECTIONS, load::toString);
        List<Integer> windows = numbers(seconds, "cwndBytes");
        // A timeout makes it a segment.
        int least = windows.stream().mapToInt(Integer::intValue).min().orElse(0);
        assertTrue(least > 0 && least < windows.getFirst(), load::toString);
        assertEquals(
            List.of(CONNECTIONS),
            numbers(seconds, "kernelConnections").stream().distinct().toList());
      }
    }
  }

  private static Program load(TwoHosts hosts) {
    String words =
        "bin/echoclient load --json-stream -c " + CONNECTIONS + " -R 300 -d 6s -W 5s " + SERVER;
    return Program.start(hosts.onClient((words + " 5000").split(" ", -1)));
  }

  /** Those of the stream, which are those of the report. */
  private static List<JsonNode> seconds(Program load) {
    List<JsonNode> seconds = new ArrayList<>();
    for (String line : load.stdout().lines().toList()) {
      JsonNode event = JsonMapper.shared().readTree(line);
      switch (event.get("event").asString()) {
        case "second" -> seconds.add(event.get("data"));
        case "end" ->
            assertEquals(seconds, event.get("data").get("intervals").valueStream().toList());
        default -> {
          // The start.
        }
      }
    }
    return seconds;
  }

  private static List<Integer> numbers(List<JsonNode> seconds, String name) {
    return seconds.stream()
        .filter(second -> second.has(name))
        .map(second -> second.get(name).asInt())
        .toList();
  }

  /** RetransSegs of RFC 4022, of the client's host, on which nothing else runs. */
  private static int retransmitted(TwoHosts hosts) {
    try (Program snmp = Program.start(hosts.onClient("cat", "/proc/net/snmp"))) {
      snmp.exitCode();
      List<String[]> tcp =
          snmp.stdout()
              .lines()
              .filter(line -> line.startsWith("Tcp:"))
              .map(line -> line.split(" ", -1))
              .toList();
      int column = List.of(tcp.getFirst()).indexOf("RetransSegs");
      return Integer.parseInt(tcp.getLast()[column]);
    }
  }
}
