package dev.echo7.interop.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import dev.echo7.client.ping.PingPeer;
import dev.echo7.interop.EndpointServer;
import dev.echo7.interop.Program;
import dev.echo7.json.PublishedSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** All that the client prints for machines is as the schemas of docs/schema have it. */
final class PublishedJsonIT {
  private static final PublishedSchema PING = PublishedSchema.of("ping");
  private static final PublishedSchema PING_STREAM = PublishedSchema.of("ping-stream");
  private static final PublishedSchema LOAD = PublishedSchema.of("load");
  private static final PublishedSchema LOAD_STREAM = PublishedSchema.of("load-stream");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "tcp, -c 3 -i 0.05",
    "tcp, -c 50 -f",
    "tcp, -c 2 -i 0.05 --reconnect",
    "tls, -c 2 -i 0.05 --reconnect",
    "udp, -c 2 -i 0.05 --fail-if p99>1ns",
    "unix, -c 1 -s 8",
    "tcp, -c 3 -i 0.05 --sweep-ports 2",
    "udp, --sweep-size 100:120"
  })
  void ping(String transport, String options) {
    try (EndpointServer server = EndpointServer.on(transport, folder)) {
      JsonNode report =
          PING.assertDescribes(stdout("ping --json " + options + " " + server.trusted()));
      assertTrue(report.has("mode") && !report.has("error"), report::toString);
      assertEquals(options.contains("--reconnect"), report.has("steps"), report::toString);
    }
  }

  /** Reports of failed probes, and reports that there is none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-c 2 -i 0.05 tcp://127.0.0.1:PORT",
        "-W 500ms --sweep-ports 2 -c 1 tcp://127.0.0.1:PORT",
        "-W 500ms --sweep-ports 2 -c 1 udp://127.0.0.1:PORT",
        "-W 500ms --sweep-size 100:110 udp://127.0.0.1:PORT",
        "-c 1 --tls-ca /nope tls://127.0.0.1:PORT"
      })
  void pingWithoutServer(String words) {
    String line = words.replace("PORT", "" + Machine.freePort());
    JsonNode report = PING.assertDescribes(stdout("ping --json " + line));
    assertEquals(1, report.get("exitCode").asInt(), report::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-c 3 -i 0.05", "-c 2 -i 0.05 --reconnect", "-c 20 -f"})
  void linesOfPing(String options) {
    try (EndpointServer server = EndpointServer.on("tcp", folder)) {
      List<JsonNode> lines =
          lines(PING_STREAM, "ping --json-stream " + options + " " + server.trusted());
      assertEquals("start", lines.getFirst().get("event").asString());
      assertEquals("end", lines.getLast().get("event").asString());
    }
  }

  @Test
  void linesOfPingWithoutServer() {
    String place = "127.0.0.1:" + Machine.freePort();
    List<JsonNode> errors = lines(PING_STREAM, "ping --json-stream -c 2 -i 0.05 tcp://" + place);
    assertTrue(events(errors).contains("error"), errors::toString);
    List<JsonNode> refusal =
        lines(PING_STREAM, "ping --json-stream -c 1 --tls-ca /nope tls://" + place);
    assertEquals("ping", refusal.getFirst().get("mode").asString());
  }

  @Test
  void faultsWithTheirEvidence() throws IOException {
    try (PingPeer peer = PingPeer.tcp(64, PublishedJsonIT::changed)) {
      String place = peer.endpoint().toString();
      List<JsonNode> lines = lines(PING_STREAM, "ping --json-stream -c 2 -i 0.05 -W 1s " + place);
      assertTrue(events(lines).contains("fault"), lines::toString);
      JsonNode fault = lines.getLast().get("data").get("faults").get(0);
      assertTrue(fault.has("sentHex"), fault::toString);
      JsonNode report =
          LOAD.assertDescribes(stdout("load --json -c 1 -d 500ms -R 20 -W 1s " + place));
      assertTrue(report.get("faults").get("corrupted").asInt() > 0, report::toString);
    }
  }

  private static PingPeer.Answer changed(int number, byte[] frame, Object from) {
    byte[] echo = frame.clone();
    echo[50] ^= 0x20;
    return PingPeer.Answer.of(echo);
  }

  @ParameterizedTest
  @CsvSource({
    "tcp, -R 50 -d 2s",
    "tcp, -d 1s -c 2 --depth 2",
    "tcp, -R 100 -d 1s --arrivals poisson --ramp 500ms --warmup 0 -s 8",
    "tcp, -R 50 -d 1s --fail-if p50>1ns",
    "tls, -R 50 -d 1s",
    "udp, -R 50 -d 1s",
    "unix, -R 50 -d 1s",
    "tcp, --frames 100",
    "udp, -R 100 --frames 50"
  })
  void load(String transport, String options) {
    try (EndpointServer server = EndpointServer.on(transport, folder)) {
      String line = "load --json -c 3 " + options + " " + server.trusted();
      JsonNode report = LOAD.assertDescribes(stdout(line));
      assertEquals(options.contains("-R"), report.get("parameters").has("ratePerSecond"));
      boolean hasKernel = transport.equals("tcp") || transport.equals("tls");
      for (JsonNode interval : report.get("intervals")) {
        // On a busy machine there may be a rest at the end, after all connections were closed.
        boolean isRest = interval.get("messages").asInt() == 0;
        assertEquals(hasKernel, interval.has("retransmits") || isRest, report::toString);
        if (interval.has("retransmits")) {
          assertEquals(options.contains("-c 2") ? 2 : 3, interval.get("kernelConnections").asInt());
          assertTrue(interval.get("cwndBytes").asLong() > 1000, interval::toString);
        }
        assertEquals(
            interval.get("bytes").asDouble()
                * 8
                / (interval.get("toSeconds").asDouble() - interval.get("fromSeconds").asDouble()),
            interval.get("bitsPerSecond").asDouble(),
            1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tcp, -R 50 -d 1s",
    "tls, -R 20 -d 1s",
    "udp, -R 50 --frames 20",
    "unix, --frames 100",
    "tls, --frames 20"
  })
  void loadOfNewConnections(String transport, String options) {
    try (EndpointServer server = EndpointServer.on(transport, folder)) {
      String line = "load --json --reconnect -c 3 " + options + " " + server.trusted();
      JsonNode report = LOAD.assertDescribes(stdout(line));
      assertTrue(report.get("parameters").get("reconnect").asBoolean(), report::toString);
      assertEquals(transport.equals("tls"), report.get("steps").has("tls"), report::toString);
      assertTrue(report.get("connectionsPerSecond").asDouble() > 0, report::toString);
      for (JsonNode interval : report.get("intervals")) {
        assertTrue(!interval.has("retransmits"), interval::toString);
      }
    }
  }

  @Test
  void loadWithoutServer() {
    String place = "tcp://127.0.0.1:" + Machine.freePort();
    JsonNode refusal = LOAD.assertDescribes(stdout("load --json -d 1s " + place));
    assertTrue(refusal.get("error").asString().contains("refused"), refusal::toString);
    List<JsonNode> lines = lines(LOAD_STREAM, "load --json-stream -d 1s " + place);
    assertEquals(refusal, lines.getFirst());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-R 50 -d 2s", "-d 1s", "--reconnect -R 50 -d 2s"})
  void linesOfLoad(String options) {
    try (EndpointServer server = EndpointServer.on("tcp", folder)) {
      String line = "load --json-stream -c 2 " + options + " " + server.trusted();
      List<String> events = events(lines(LOAD_STREAM, line));
      assertEquals("start", events.getFirst());
      assertTrue(events.contains("second"), events::toString);
      assertEquals("end", events.getLast());
    }
  }

  @Test
  void searches() {
    try (EndpointServer server = EndpointServer.on("tcp", folder)) {
      String common = "-c 2 -d 200ms " + server.trusted();
      List<JsonNode> lines =
          lines(LOAD_STREAM, "load --json-stream --find-rate rate<1500 " + common);
      assertEquals("step", lines.getFirst().get("event").asString());
      JsonNode nothing = LOAD.assertDescribes(stdout("load --json --find-rate p50<1ns " + common));
      assertTrue(nothing.get("findRate").get("rate").isNull(), nothing::toString);
    }
  }

  @Test
  void merges() {
    List<String> logs = new ArrayList<>();
    try (EndpointServer server = EndpointServer.on("tcp", folder)) {
      for (String options : List.of("-c 2 -R 50", "-c 2 -R 50", "-c 3 -R 60 -s 100")) {
        String log = folder.resolve(logs.size() + ".hlog").toString();
        logs.add(log);
        LOAD.assertDescribes(
            stdout("load --json -d 1s " + options + " --hlog " + log + " " + server.trusted()));
      }
    }
    JsonNode one = LOAD.assertDescribes(stdout("merge --json " + logs.getFirst()));
    assertEquals(2, one.get("parameters").get("connections").asInt());
    assertEquals(1, one.get("machines").asInt());
    for (JsonNode interval : one.get("intervals")) {
      assertTrue(interval.has("bitsPerSecond") && !interval.has("retransmits"), one::toString);
    }
    JsonNode equal =
        LOAD.assertDescribes(stdout("merge --json " + String.join(" ", logs.subList(0, 2))));
    assertEquals(50, equal.get("parameters").get("ratePerSecond").asInt());
    String all = String.join(" ", logs);
    JsonNode different = LOAD.assertDescribes(stdout("merge --json " + all));
    assertEquals("[2,3]", different.get("parameters").get("connections").toString());
    assertEquals("[50,60]", different.get("parameters").get("ratePerSecond").toString());
    assertEquals("constant", different.get("parameters").get("arrivals").asString());
    String both = folder.resolve("both.hlog").toString();
    stdout("merge --hlog " + both + " " + all);
    JsonNode again = LOAD.assertDescribes(stdout("merge --json " + both));
    assertEquals(different.get("parameters"), again.get("parameters"));
    LOAD.assertDescribes(stdout("merge --json " + folder.resolve("none")));
  }

  private static List<JsonNode> lines(PublishedSchema schema, String line) {
    List<JsonNode> lines = stdout(line).lines().map(schema::assertDescribes).toList();
    assertTrue(!lines.isEmpty(), line);
    return lines;
  }

  private static List<String> events(List<JsonNode> lines) {
    return lines.stream()
        .map(line -> Objects.requireNonNull(line.get("event"), line::toString).asString())
        .toList();
  }

  private static String stdout(String line) {
    try (Program client = Program.start(("bin/echoclient " + line).split(" "))) {
      client.exitCodeWithin(Duration.ofSeconds(60));
      return client.stdout();
    }
  }
}
