package dev.echo7.interop.ping;

import static dev.echo7.interop.ClientMode.PING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.echo7.Machine;
import dev.echo7.interop.EndpointServer;
import dev.echo7.interop.HistogramLogs;
import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code echoclient ping} as a program: its lines, its exit codes, and the servers of others. */
final class PingIT {
  private static final String SUMMARY =
      """

      --- localhost ping statistics ---
      3 packets transmitted, 3 received, 0% packet loss, time \\d+ms
      rtt min/avg/max/mdev = T/T/T/T ms
      rtt p50 = T ms
      jitter = T ms \\(RFC 3550\\)
      (kernel rtt/rttvar = T/T ms, 0 retransmits
      )?(INVALID: this client's sends were delayed by .*
      )?"""
          .replace("T", "\\d+\\.\\d{3}");

  @Test
  void printsPingsLines() {
    try (ServerProgram server = ServerProgram.start("-q", "127.0.0.1:0");
        Program ping = PING.start("-c 3 -i 0.1 -4 localhost " + server.port())) {
      assertEquals(0, ping.exitCodeIfValid(), ping::toString);
      String expected =
          "PING localhost \\(127.0.0.1\\) 64 bytes of data by tcp to port \\d+\\.\n"
              + "(64 bytes from localhost \\(127.0.0.1\\): seq=[123] time=\\d+(\\.\\d+)? ms\n){3}"
              + SUMMARY;
      assertTrue(ping.stdout().matches(expected), ping::toString);
      assertEquals("", ping.stderr());
    }
  }

  /** ping itself is asked how its lines look: what parses its output parses ours. */
  @Test
  void summaryHasTheFormOfPingsOwn() {
    String real = Installed.require("ping").toString();
    try (ServerProgram server = ServerProgram.start("-q", "127.0.0.1:0");
        Program theirs = Program.start(real, "-c", "3", "-i", "0.2", "127.0.0.1");
        Program ours = PING.start("-c 3 -i 0.2 127.0.0.1 " + server.port())) {
      assertEquals(0, theirs.exitCode(), theirs::toString);
      assertEquals(0, ours.exitCodeIfValid(), ours::toString);
      assertEquals(form(theirs.stdout()), form(ours.stdout()));
    }
  }

  /** The three lines of the summary, without their numbers. */
  private static String form(String output) {
    Matcher lines =
        Pattern.compile("\n\n(--- .*\n.* packets transmitted.*\nrtt min/avg.*)\n").matcher(output);
    assertTrue(lines.find(), output);
    return lines.group(1).replaceAll("time \\d+ms", "time Nms").replaceAll("\\d+\\.\\d{3}", "N");
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "unix", "tls"})
  void probesEveryTransport(String transport, @TempDir Path folder) {
    try (EndpointServer server = EndpointServer.on(transport, folder);
        Program ping = PING.start("-q -c 3 -i 0.1 " + server.trusted())) {
      assertEquals(0, ping.exitCodeIfValid(), ping::toString);
      assertTrue(ping.stdout().contains("3 packets transmitted, 3 received"), ping::toString);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "'ncat -l -k -e /bin/cat 127.0.0.1 PORT'",
    "'socat TCP-LISTEN:PORT,bind=127.0.0.1,fork,reuseaddr EXEC:/bin/cat'",
    "'busybox nc -l -p PORT 127.0.0.1 -e cat'"
  })
  void probesTheServersOfOthers(String line) {
    PING.againstOther(
        line,
        "-c 3 -i 0.1",
        ping -> {
          assertEquals(0, ping.exitCodeIfValid(), ping::toString);
          assertTrue(ping.stdout().contains(" 3 received, 0% packet loss"), ping::toString);
        });
  }

  @Test
  void sigquitPrintsTheStatusAndCtrlCEndsByWhatThereIs() throws Exception {
    PING.interruptibleAgainst(
        "-i 0.1",
        (ping, server) -> {
          ping.awaitStdout("seq=3 ");
          ping.signal("USR1");
          // One that is on its way then is not yet received.
          ping.awaitStderr("% loss, min/avg/ewma/max = ");
          int told = ping.stderr().length();
          ping.awaitStdout("seq=6 ");
          ping.signal("QUIT");
          ping.awaitStderr(
              all -> all.substring(told).matches("(?s).*/\\d+ packets, [0-9.]+% loss, min/avg.*"));
          assertFalse(ping.stdout().contains("thread dump"), ping::toString);
          ping.signal("INT");
          assertEquals(0, ping.exitCodeIfValid(), ping::toString);
          assertTrue(ping.stdout().contains("% packet loss, time "), ping::toString);
          assertTrue(ping.stdout().contains("rtt min/avg/max/mdev = "), ping::toString);
        });
  }

  @Test
  void nobodyThereIsExitCode1AndAnErrorAProbe() {
    String port = "" + Machine.freePort();
    try (Program ping = PING.start("-c 2 -i 0.1 127.0.0.1 " + port)) {
      assertEquals(1, ping.exitCode(), ping::toString);
      assertTrue(
          ping.stdout()
              .contains("2 packets transmitted, 0 received, +2 errors, 100% packet loss, time "),
          ping::toString);
      assertTrue(ping.stdout().contains("connection refused"), ping::toString);
      assertFalse(ping.stdout().contains("rtt "), ping::toString);
    }
  }

  /** The thresholds of both options count. */
  @Test
  void aThresholdThatCameTrueIsExitCode3AndIsNamed() throws Exception {
    PING.against(
        "-q -c 2 -i 0.1 --fail-if p99>1ns --fail-if loss>0%",
        (ping, server) -> {
          assertEquals(3, ping.exitCode(), ping::toString);
          assertTrue(
              ping.stderr().matches("echoclient: failed: p99>1ns: measured .*s\n"), ping::toString);
        });
  }

  @Test
  void writesJsonCsvAndHistograms(@TempDir Path folder) throws Exception {
    Path csv = folder.resolve("a.csv");
    Path hlog = folder.resolve("a.hlog");
    PING.against(
        "--json -c 4 -i 0.1 --csv " + csv + " --hlog " + hlog,
        (ping, server) -> {
          assertEquals(0, ping.exitCodeIfValid(), ping::toString);
          Map<String, String> json = scalars(ping.stdout());
          assertEquals("4", json.get("transmitted"));
          assertEquals("4", json.get("received"));
          assertEquals("0.0", json.get("lossPercent"));
          assertTrue(List.of("true", "false").contains(json.get("valid")), ping::toString);
          assertEquals("" + ping.exitCode(), json.get("exitCode"));
          List<String> rows = Files.readAllLines(csv);
          assertEquals("event,seq,sent_ns,lateness_ns,service_ns,response_ns", rows.getFirst());
          assertEquals(
              4, rows.stream().filter(r -> r.matches("reply,\\d,\\d+,\\d+,\\d+,\\d+")).count());
          for (String row : rows) {
            String[] cells = row.split(",", -1);
            if (cells[0].equals("reply")) {
              // From when it was due is from when it went out, and how late that was.
              assertEquals(
                  Long.parseLong(cells[5]),
                  Long.parseLong(cells[3]) + Long.parseLong(cells[4]),
                  row);
            }
          }
          assertEquals(4, HistogramLogs.sum(hlog, "service").getTotalCount());
          assertEquals(4, HistogramLogs.sum(hlog, "response").getTotalCount());
        });
  }

  @Test
  void anErrorIsAFieldOfTheDocument() throws IOException {
    Machine.requireNameServerFor("nosuch.invalid");
    try (Program ping = PING.start("--json -c 1 nosuch.invalid 7")) {
      assertEquals(2, ping.exitCode(), ping::toString);
      assertTrue(
          String.valueOf(scalars(ping.stdout()).get("error")).contains("no such host"),
          ping::toString);
      assertEquals("", ping.stderr());
    }
  }

  @Test
  void eachLineOfTheStreamIsADocument() throws Exception {
    PING.against(
        "--json-stream -c 2 -i 0.1",
        (ping, server) -> {
          assertEquals(0, ping.exitCodeIfValid(), ping::toString);
          List<String> events = new ArrayList<>();
          for (String line : ping.stdout().lines().toList()) {
            events.add(scalars(line).get("event"));
          }
          // As may be on a machine that is busy.
          events.removeIf("unanswered"::equals);
          assertEquals(List.of("start", "reply", "reply", "end"), events);
        });
  }

  /** Parses all of it; throws if it is not JSON. The first scalar of each name. */
  private static Map<String, String> scalars(String text) throws IOException {
    Map<String, String> scalars = new HashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      while (parser.nextToken() != null) {
        JsonToken token = parser.currentToken();
        if (token.isScalarValue() && parser.currentName() != null) {
          scalars.putIfAbsent(parser.currentName(), parser.getText());
        }
      }
    }
    return scalars;
  }
}
