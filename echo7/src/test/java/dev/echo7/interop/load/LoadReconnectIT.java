package dev.echo7.interop.load;

import static dev.echo7.interop.ClientMode.LOAD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import dev.echo7.interop.EndpointServer;
import dev.echo7.interop.HistogramLogs;
import dev.echo7.interop.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code echoclient load --reconnect} and {@code --frames}, against the server's own log. */
final class LoadReconnectIT {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Pattern PORT = Pattern.compile("\"listener\":\"\\w+ [^\"]*:(\\d+)\"");

  /** A server whose log says how each connection ended, but for those without a byte. */
  private record LoggingServer(Program program, String target) implements AutoCloseable {
    static LoggingServer on(String transport, Path folder) {
      String endpoint =
          transport.equals("unix")
              ? "unix:" + folder.resolve("socket")
              : transport + "://127.0.0.1:0";
      Program program = Program.start("bin/echoserver", "-n", "--log", "json", endpoint);
      String started = program.awaitStdout("started").awaitStdout("\n").stdout();
      Matcher port = PORT.matcher(started);
      String target = port.find() ? endpoint.replaceFirst(":0$", ":" + port.group(1)) : endpoint;
      return new LoggingServer(program, target);
    }

    String trusted() {
      return (target.startsWith("tls") ? "--tls-insecure " : "") + target;
    }

    /** Ends it; how many connections ended by which side, with how many bytes. */
    Map<String, Long> endings() {
      program.signal("TERM");
      assertEquals(0, program.exitCode(), program::toString);
      return program
          .stdout()
          .lines()
          .map(JSON::readTree)
          .filter(
              line ->
                  !List.of("started", "noticed", "drained", "opened")
                      .contains(line.get("event").asString()))
          .map(
              line ->
                  line.get("event").asString()
                      + " "
                      + line.path("reason").asString()
                      + " "
                      + line.path("bytesIn").asLong()
                      + " "
                      + line.path("bytesOut").asLong())
          .collect(Collectors.groupingBy(ending -> ending, Collectors.counting()));
    }

    @Override
    public void close() {
      program.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tcp, -R 200 -W 20s -d 1s --warmup 0, 200",
    "tcp, --frames 150 -t 2, 150",
    "tls, -R 20 -W 20s --frames 30, 30",
    "tls, -W 20s --frames 60 -c 3 -t 3, 60",
    "unix, --frames 300 -c 20, 300",
    "unix, -R 100 -W 20s --frames 50, 50"
  })
  void theServerLogsEachConnectionOfTheReport(
      String transport, String options, int frames, @TempDir Path folder) {
    try (LoggingServer server = LoggingServer.on(transport, folder);
        Program load = LOAD.start("--reconnect --json " + options + " " + server.trusted())) {
      assertEquals(0, load.exitCodeIfValid(), load::toString);
      JsonNode report = JSON.readTree(load.stdout());
      assertEquals(frames, report.get("transmitted").asInt(), load::toString);
      assertEquals(frames, report.get("verified").asInt(), load::toString);
      assertEquals(0, report.get("errors").size(), load::toString);
      JsonNode steps = report.get("steps");
      assertEquals(frames, steps.get("connect").get("count").asInt(), load::toString);
      assertEquals(frames, steps.get("echo").get("count").asInt(), load::toString);
      assertEquals(transport.equals("tls"), steps.has("tls"), load::toString);
      if (transport.equals("tls")) {
        assertEquals(frames, steps.get("tls").get("count").asInt(), load::toString);
      }
      assertTrue(report.get("connectionsPerSecond").asDouble() > 0, load::toString);
      assertEquals(Map.of("closed peer-closed 64 64", (long) frames), server.endings());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "tls", "udp", "unix"})
  void framesAreExactOverEveryTransport(String transport, @TempDir Path folder) {
    try (EndpointServer server = EndpointServer.on(transport, folder)) {
      for (String options : List.of("-c 1", "-c 3 -t 3", "-c 3 -R 200", "--reconnect -c 3 -t 3")) {
        String words = "--json -W 20s --frames 0.1k " + options + " " + server.trusted();
        try (Program load = LOAD.start(words)) {
          assertEquals(0, load.exitCodeIfValid(), load::toString);
          JsonNode report = JSON.readTree(load.stdout());
          assertEquals(100, report.get("transmitted").asInt(), load::toString);
          assertEquals(100, report.get("verified").asInt(), load::toString);
        }
      }
    }
  }

  @Test
  void printsConnectionsPerSecondAndTheirSteps() throws Exception {
    LOAD.against(
        "--reconnect -d 1s --warmup 0 -R 100",
        (load, server) -> {
          assertEquals(0, load.exitCodeIfValid(), load::toString);
          String report = load.stdout();
          assertTrue(report.contains("; reconnect each frame; "), report);
          assertTrue(report.contains("100 frames sent, 100 verified, 0 lost"), report);
          assertTrue(
              Pattern.compile("\n\\d+\\.\\d connections/s, ").matcher(report).find(), report);
          assertTrue(report.contains("from when a connection was due (open loop)"), report);
          assertTrue(
              Pattern.compile("\n +connect +echo +service +response\n  min( +\\S+ [mµu]?s){4}\n")
                  .matcher(report)
                  .find(),
              report);
        });
  }

  @Test
  void writesAllFilesAndTheyCanBeMerged(@TempDir Path folder) throws Exception {
    Path csv = folder.resolve("a.csv");
    Path hlog = folder.resolve("a.hlog");
    Path page = folder.resolve("a.html");
    LOAD.against(
        "--reconnect --frames 60 -c 2 --csv " + csv + " --hlog " + hlog + " --html " + page,
        (load, server) -> {
          assertEquals(0, load.exitCodeIfValid(), load::toString);
          assertEquals(
              60,
              Files.readAllLines(csv).stream()
                  .skip(1)
                  .mapToInt(row -> Integer.parseInt(row.split(",", -1)[2]))
                  .sum());
          assertEquals(60, HistogramLogs.sum(hlog, "response").getTotalCount());
          assertEquals(60, HistogramLogs.sum(hlog, "connect").getTotalCount());
          String html = Files.readString(page);
          assertTrue(html.contains("Steps of new connections"), html);
          assertTrue(html.contains("connections per second"), html);
        });
    try (Program merge = Program.start("bin/echoclient", "merge", "--json", hlog.toString())) {
      assertEquals(0, merge.exitCodeIfValid(), merge::toString);
      JsonNode merged = JSON.readTree(merge.stdout());
      assertEquals(60, merged.get("steps").get("echo").get("count").asInt(), merge::toString);
    }
  }

  @Test
  void aPortThatRefusesEndsItInOneLine() {
    int port = Machine.freePort();
    try (Program load = LOAD.start("--reconnect 127.0.0.1 " + port)) {
      assertEquals(1, load.exitCode(), load::toString);
      assertEquals(
          "echoclient: cannot connect to tcp://127.0.0.1:"
              + port
              + ": 127.0.0.1:"
              + port
              + " connection refused: is a server listening there?\n",
          load.stderr());
    }
    try (Program load = LOAD.start("--reconnect --json 127.0.0.1 " + port)) {
      assertEquals(1, load.exitCode(), load::toString);
      JsonNode report = JSON.readTree(load.stdout());
      assertTrue(report.get("error").asString().contains("connection refused"), load::toString);
      assertEquals("", load.stderr());
    }
  }

  @Test
  void aServerThatDiesIsErrorsAndExitCode1() throws Exception {
    LOAD.against(
        "--reconnect --json-stream -W 1s -d 3s -R 100",
        (load, server) -> {
          load.awaitStdout("\"second\"");
          server.program().signal("KILL");
          assertEquals(1, load.exitCode(), load::toString);
          JsonNode report = JSON.readTree(load.stdout().lines().toList().getLast()).get("data");
          assertTrue(report.get("unsent").asInt() > 50, load::toString);
          assertTrue(report.get("errors").toString().contains("connection refused"));
        });
  }

  @Test
  void ctrlCPrintsWhatWasMeasured() throws Exception {
    LOAD.interruptibleAgainst(
        "--reconnect --frames 1m -R 100",
        (load, server) -> {
          load.awaitStdout("LOAD tcp");
          load.signal("USR1");
          load.awaitStderr(" verified so far");
          load.signal("INT");
          assertEquals(0, load.exitCodeIfValid(), load::toString);
          assertTrue(load.stdout().contains(" 0 lost (0% loss)"), load::toString);
        });
  }
}
