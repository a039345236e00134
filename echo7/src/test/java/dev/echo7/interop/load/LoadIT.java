package dev.echo7.interop.load;

import static dev.echo7.interop.ClientMode.LOAD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.EndpointServer;
import dev.echo7.interop.HistogramLogs;
import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.json.Seconds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code echoclient load} as a program: its report, its exit codes, and the servers of others. */
final class LoadIT {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Test
  void printsItsReport() throws Exception {
    LOAD.against(
        "-d 1s --warmup 0 -R 200",
        (load, server) -> {
          assertEquals(0, load.exitCodeIfValid(), load::toString);
          String report = load.stdout();
          assertTrue(report.startsWith("LOAD tcp://127.0.0.1:" + server.port()), report);
          assertTrue(report.contains(" (127.0.0.1:" + server.port() + ")\n"), report);
          assertTrue(report.contains("; rate 200/s, constant spacing; "), report);
          assertTrue(report.contains("200 frames sent, 200 verified, 0 lost"), report);
          assertTrue(
              Pattern.compile("\n  p99 +\\S+ [mµu]?s +\\S+ [mµu]?s\n  max ").matcher(report).find(),
              report);
          assertTrue(report.contains("(open loop)"), report);
          assertTrue(report.contains("send lateness: p50/p99/max = "), report);
          assertTrue(report.contains("faults: none\nerrors: none\n"), report);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "tls", "udp", "unix"})
  void loadsEveryTransport(String transport, @TempDir Path folder) {
    try (EndpointServer server = EndpointServer.on(transport, folder)) {
      String common = "--json -d 1s -c 20 -s 3000 " + server.trusted();
      try (Program load = LOAD.start("-R 500 " + common)) {
        assertEquals(0, load.exitCodeIfValid(), load::toString);
        JsonNode report = JSON.readTree(load.stdout());
        assertEquals(450, report.get("verified").asInt());
        assertEquals(0, report.get("lost").asInt());
      }
      try (Program load = LOAD.start("--depth 4 " + common)) {
        load.exitCode();
        JsonNode report = JSON.readTree(load.stdout());
        assertTrue(report.get("verified").asInt() > 0, load::toString);
        // The guard of UDP limits the replies per source.
        assertTrue(transport.equals("udp") || report.get("lost").asInt() == 0, load::toString);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "'ncat -l -k -e /bin/cat 127.0.0.1 PORT'",
    "'socat TCP-LISTEN:PORT,bind=127.0.0.1,fork,reuseaddr EXEC:/bin/cat'",
    "'busybox nc -ll -p PORT 127.0.0.1 -e cat'"
  })
  void loadsTheServersOfOthers(String line) {
    LOAD.againstOther(
        line,
        "--json -c 1 -d 1s -R 100",
        load -> {
          assertEquals(0, load.exitCodeIfValid(), load::toString);
          JsonNode report = JSON.readTree(load.stdout());
          assertEquals(90, report.get("verified").asInt());
          assertEquals(0, report.get("faults").size());
        });
  }

  @Test
  void tenThousandConnectionsLoseNothing() {
    try (Program limit = Program.shell("ulimit -Hn")) {
      limit.exitCode();
      String most = limit.stdout().strip();
      Assumptions.assumeTrue(
          most.equals("unlimited") || Integer.parseInt(most) >= 10_500,
          "10500 open files are needed (ulimit -Hn): " + most);
    }
    String options = "--json -c 10000 -d 4s --warmup 0 -R 5000 127.0.0.1 ";
    try (ServerProgram server =
            ServerProgram.start("-q", "-n", "--max-connections", "12000", "127.0.0.1:0");
        Program load = LOAD.start(options + server.port())) {
      load.exitCodeWithin(Duration.ofSeconds(60));
      assertEquals(0, load.exitCodeIfValid(), load::toString);
      JsonNode report = JSON.readTree(load.stdout());
      assertEquals(20_000, report.get("verified").asInt());
      assertEquals(0, report.get("lost").asInt());
      assertEquals(0, report.get("errors").size());
    }
  }

  @Test
  void writesCsvAndAnIntervalLogThatHdrHistogramReads(@TempDir Path folder) throws Exception {
    Path csv = folder.resolve("a.csv");
    Path hlog = folder.resolve("a.hlog");
    LOAD.against(
        "--json -d 2s -R 100 --csv " + csv + " --hlog " + hlog,
        (load, server) -> {
          assertEquals(0, load.exitCodeIfValid(), load::toString);
          JsonNode report = JSON.readTree(load.stdout());
          List<String> rows = Files.readAllLines(csv);
          assertTrue(rows.getFirst().startsWith("from_ns,to_ns,messages,bytes,service_p50_ns"));
          assertEquals(
              200,
              rows.stream().skip(1).mapToInt(row -> Integer.parseInt(row.split(",", -1)[2])).sum());
          Histogram read = HistogramLogs.sum(hlog, "response");
          assertEquals(180, read.getTotalCount());
          assertEquals(
              report.get("responseTime").get("p99Seconds").decimalValue(),
              Seconds.of(read.getValueAtPercentile(99)));
        });
  }

  @Test
  void writesAPageOfItsOwn(@TempDir Path folder) throws Exception {
    Path page = folder.resolve("a.html");
    LOAD.against(
        "-d 1s --warmup 0 -R 120 --fail-if rate<1 --html " + page,
        (load, server) -> {
          assertEquals(0, load.exitCodeIfValid(), load::toString);
          String html = Files.readString(page);
          assertTrue(
              html.startsWith("<!DOCTYPE html>") || html.startsWith("<!doctype html>"), html);
          assertTrue(html.contains("127.0.0.1:" + server.port()), html);
          assertTrue(html.contains("rate&lt;1"), html);
        });
  }

  @Test
  void eachLineOfTheStreamIsADocument() throws Exception {
    LOAD.against(
        "--json-stream -d 2s -R 50",
        (load, server) -> {
          assertEquals(0, load.exitCodeIfValid(), load::toString);
          List<String> events =
              load.stdout()
                  .lines()
                  .map(line -> JSON.readTree(line).get("event").asString())
                  .toList();
          assertEquals(List.of("start", "second", "second", "end"), events);
        });
  }

  @Test
  void aThresholdThatCameTrueIsExitCode3AndIsNamed() throws Exception {
    LOAD.against(
        "-d 1s -R 50 --fail-if rate<10,p99>1ns",
        (load, server) -> {
          assertEquals(3, load.exitCode(), load::toString);
          assertTrue(
              load.stderr().matches("echoclient: failed: p99>1ns: measured .*s\n"), load::toString);
        });
  }

  @Test
  void ctrlCPrintsWhatThereIs() throws Exception {
    LOAD.interruptibleAgainst(
        "-d 1h --warmup 0 -R 100",
        (load, server) -> {
          load.awaitStdout("LOAD tcp");
          for (String signal : List.of("USR1", "QUIT")) {
            int before = load.stderr().length();
            load.signal(signal);
            load.awaitStderr(all -> all.substring(before).contains(" verified so far"));
          }
          load.signal("INT");
          assertEquals(0, load.exitCodeIfValid(), load::toString);
          assertTrue(load.stdout().contains(" 0 lost (0% loss)"), load::toString);
        });
  }

  @Test
  void aServerThatDiesIsErrorsAndExitCode1() throws Exception {
    LOAD.against(
        "--json-stream -W 1s -d 4s -R 100",
        (load, server) -> {
          load.awaitStdout("\"second\"");
          server.program().signal("KILL");
          assertEquals(1, load.exitCode(), load::toString);
          JsonNode report = JSON.readTree(load.stdout().lines().toList().getLast()).get("data");
          assertTrue(report.get("unsent").asInt() > 0, load::toString);
          assertTrue(report.get("errors").size() > 0, load::toString);
        });
  }

  @Test
  void searchesTheHighestRateAndReportsIt() throws Exception {
    LOAD.against(
        "--find-rate rate<1500 -d 300ms -c 4 --json-stream",
        (load, server) -> {
          load.exitCodeWithin(Duration.ofSeconds(60));
          List<JsonNode> lines = load.stdout().lines().map(JSON::readTree).toList();
          assertTrue(lines.size() >= 3, load::toString);
          JsonNode found = lines.getLast().get("data").get("findRate");
          assertTrue(found.get("rate").asDouble() < 1600, load::toString);
          assertEquals(lines.size() - 1, found.get("steps").size());
        });
  }
}
