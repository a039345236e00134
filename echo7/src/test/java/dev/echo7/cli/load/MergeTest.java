package dev.echo7.cli.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.cli.ExitCode;
import dev.echo7.cli.Terminal;
import dev.echo7.cli.line.EchoClientCommand;
import dev.echo7.json.PublishedSchema;
import dev.echo7.result.LoadHead;
import dev.echo7.result.LoadLog;
import dev.echo7.result.LoadLogFile;
import dev.echo7.result.LoadRun;
import dev.echo7.result.LoadRuns;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code echoclient merge}, as its user types it, on logs whose every number is known. */
class MergeTest {
  private static final long START_MS = 1_780_000_000_000L;

  /** Written by the first version that had merge. */
  private static final Path OLD = Path.of("echo7/src/test/resources/dev/echo7/elsewhere/load.hlog");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir private Path folder;
  private String one = "";
  private String two = "";

  @BeforeEach
  void writeLogs() throws IOException {
    one = log("one.hlog", 10, 100);
    two = log("two.hlog", 10, 300);
  }

  @Test
  void printsTheReportOfTheSum() {
    assertEquals(0, merge(one, two), err::toString);
    List<String> expected =
        List.of(
            "echoclient load tcp://192.0.2.1:5000: valid, every byte came back",
            "  connections  100",
            "  machines     2",
            "  measured     10.00 s from 2026-05-28T20:26:40Z",
            // Times of 1 to 100 ms and of 1 to 300 ms, ten times each.
            "  min           999.9 us       2.00 ms",
            "  p50          100.01 ms     200.02 ms",
            "  max          300.15 ms     600.31 ms",
            // Response times of 20, 22, … 48 ms, twenty times each; the upper bound is not in.
            "  < 50 ms     #########                                 300 (7.5%)",
            "4000 frames sent, 4000 verified, 0 lost (0% loss)",
            "400.0 frames/s, 26kB/s each way",
            "faults: none",
            "errors: none",
            "send lateness: p50/p99/max = 10.0 us/10.0 us/10.0 us; GC pauses: none",
            "valid: this client was not the bottleneck");
    List<String> lines = out.toString(StandardCharsets.UTF_8).replace("µs", "us").lines().toList();
    for (String line : expected) {
      assertTrue(lines.contains(line), () -> line + "\nis not in\n" + out);
    }
    long drawn =
        lines.stream()
            .filter(line -> line.matches("  < .*"))
            .mapToLong(line -> Long.parseLong(line.replaceAll(".* ([0-9]+)( \\(.*)?$", "$1")))
            .sum();
    assertEquals(4000, drawn, out::toString);
  }

  @Test
  void jsonHasThePercentilesOfTheSum() throws IOException {
    assertEquals(0, merge("--json", one, two), err::toString);
    JsonNode document = new JsonMapper().readTree(out.toByteArray());
    Histogram sum = new Histogram(3);
    sum.add(read(Path.of(one)).times().response());
    sum.add(read(Path.of(two)).times().response());
    JsonNode times = document.get("responseTime");
    assertEquals(4000, times.get("count").asLong());
    for (double percentile : new double[] {50, 90, 99, 99.9, 99.99, 99.999}) {
      String name = "p" + ("" + percentile).replaceFirst("\\.0$", "").replace(".", "") + "Seconds";
      assertEquals(
          sum.getValueAtPercentile(percentile) / 1e9, times.get(name).asDouble(), 1e-12, name);
    }
    assertEquals(10, document.get("intervals").size());
    assertEquals(400, document.get("intervals").get(3).get("rate").asDouble());
    assertEquals(400 * 64 * 8, document.get("intervals").get(3).get("bitsPerSecond").asDouble());
    assertEquals(100, document.get("parameters").get("connections").asInt());
    assertEquals(2, document.get("machines").asInt());
    assertEquals(true, document.get("valid").asBoolean());
  }

  @Test
  void aLogOfAnEarlierVersionHasTheSameJson() {
    assertEquals(ExitCode.INVALID, merge("--json", OLD.toString()), err::toString);
    JsonNode parameters = published().get("parameters");
    assertEquals(
        "{\"endpoint\":\"tcp://127.0.0.1:41593\",\"address\":\"127.0.0.1:41593\",\"connections\":2,"
            + "\"openedInSeconds\":0.06064,\"threads\":1,\"ratePerSecond\":100,"
            + "\"arrivals\":\"constant\",\"frameBytes\":64,\"depth\":100,\"durationSeconds\":2,"
            + "\"warmupSeconds\":0.2,\"rampSeconds\":0,\"timeoutSeconds\":2}",
        parameters.toString());
  }

  @Test
  void parametersThatDifferAreArraysInJsonAndTextInTheLog() throws IOException {
    List<String> logs = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      String text =
          Files.readString(OLD)
              .replace("\"opened in\":\"60.64 ms\"", "\"opened in\":\"" + i + ".00 ms\"")
              .replace(
                  "100/s, equally far apart",
                  i == 1 ? "100/s, at random (poisson)" : "100/s, constant spacing");
      logs.add(Files.writeString(folder.resolve(i + ".hlog"), text).toString());
    }
    assertEquals(ExitCode.INVALID, merge(words("--json", logs)), err::toString);
    JsonNode parameters = published().get("parameters");
    assertEquals(
        "[0.001,0.002,0.003,0.004,0.005,0.006]", parameters.get("openedInSeconds").toString());
    assertEquals("[\"poisson\",\"constant\"]", parameters.get("arrivals").toString());
    assertEquals("100", parameters.get("ratePerSecond").toString());
    String all = folder.resolve("all.hlog").toString();
    logs.addAll(0, List.of("--hlog", all));
    assertEquals(ExitCode.INVALID, merge(logs.toArray(String[]::new)), err::toString);
    assertTrue(
        Files.readString(Path.of(all))
            .contains(
                "\"rate\":\"different: 100/s, at random (poisson) (1 machine); 100/s, constant"
                    + " spacing (5 machines)\""));
    assertEquals(ExitCode.INVALID, merge("--json", all), err::toString);
    JsonNode again = published().get("parameters");
    // The text of a log has four values at most.
    assertEquals("[0.001,0.002,0.003,0.004]", again.get("openedInSeconds").toString());
    assertEquals(parameters.get("arrivals"), again.get("arrivals"));
  }

  private JsonNode published() {
    return PublishedSchema.of("load").assertDescribes(out.toString(UTF_8));
  }

  private static String[] words(String first, List<String> more) {
    return Stream.concat(Stream.of(first), more.stream()).toArray(String[]::new);
  }

  @Test
  void writesALogThatCanBeMergedAgain() throws IOException {
    String both = folder.resolve("both.hlog").toString();
    String three = log("three.hlog", 10, 50);
    assertEquals(0, merge("--hlog", both, one, two), err::toString);
    assertEquals(0, merge("--json", both, three), err::toString);
    String stepwise = out.toString(StandardCharsets.UTF_8);
    assertEquals(0, merge("--json", one, two, three), err::toString);
    assertEquals(out.toString(StandardCharsets.UTF_8), stepwise);
  }

  @Test
  void thresholdsAreThoseOfTheSum() {
    assertEquals(3, merge("--fail-if", "p50>200ms,p90>1s", one, two));
    assertEquals("echoclient: failed: p50>200ms: measured 200.02 ms\n", err.toString(UTF_8));
    assertEquals(0, merge("--fail-if", "service.p50>101ms,loss>0%", one, two), err::toString);
  }

  @Test
  void namesWhatItCannotUseInOneLine() throws IOException {
    String none = folder.resolve("none.hlog").toString();
    Path text = Files.writeString(folder.resolve("text.hlog"), "hello\n");
    Path bytes = Files.write(folder.resolve("bytes.hlog"), new byte[] {(byte) 0xff, 1, 2});
    assertComplaint(
        1, "cannot read " + none + ": no such file or directory; check the path", one, none);
    assertComplaint(1, text + ": line 1: neither a comment nor a tagged histogram", one, "" + text);
    assertComplaint(
        1, bytes + ": it is not a text file; give complete, unchanged files", one, "" + bytes);
    assertComplaint(1, "cannot read " + folder + ": ", "" + folder);
    assertComplaint(2, one + " is given twice", one, two, one);
    assertComplaint(2, "'p50' is not a threshold", "--fail-if", "p50", one);
    assertComplaint(2, "missing FILE: echoclient merge [OPTIONS] FILE...");
    assertComplaint(1, "cannot write --hlog " + none + "/x: ", "--hlog", none + "/x", one);
  }

  @Test
  void refusesLogsThatWerePutOneBehindTheOther() throws IOException {
    List<String> first = Files.readAllLines(Path.of(one));
    List<String> second = Files.readAllLines(Path.of(two));
    Path joined = folder.resolve("joined.hlog");
    Files.write(joined, Stream.concat(first.stream(), second.stream()).toList());
    assertComplaint(
        1,
        joined
            + ": line "
            + (first.size() + 1)
            + ": there is data after the end of the log; give each log as a separate file",
        "" + joined);
    // The first was killed before it wrote its end.
    Stream<String> killed = first.subList(0, first.size() - 1).stream();
    Files.write(joined, Stream.concat(killed, second.stream()).toList());
    assertComplaint(1, ": another log begins before the end of this one", "" + joined);
  }

  private void assertComplaint(int code, String words, String... arguments) {
    assertEquals(code, merge(arguments), err::toString);
    assertEquals(1, err.toString(UTF_8).lines().count(), err::toString);
    assertTrue(err.toString(UTF_8).contains(words), err::toString);
  }

  /** What a log says ends in a terminal. */
  @Test
  void wordsOfALogCannotSteerTheTerminal() throws IOException {
    LoadHead head =
        new LoadHead(
            "t\u001b[2J", 1, START_MS, true, 0, Map.of("a\u0007", "b\u001b]0;x"), List.of("n\r"));
    Path file = folder.resolve("hostile.hlog");
    LoadLog.write(file, LoadRuns.run(head, LoadRuns.slices(1, 1)));
    assertEquals(0, merge(file.toString()), err::toString);
    String printed = out.toString(StandardCharsets.UTF_8).replace("µs", "us");
    assertTrue(printed.contains("b\\x1b]0;x"), printed);
    assertTrue(printed.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f)), printed);
  }

  private String log(String name, int seconds, int frames) throws IOException {
    LoadRun run =
        LoadRuns.run(
            LoadRuns.head(START_MS, LoadRuns.parameters()), LoadRuns.slices(seconds, frames));
    Path file = folder.resolve(name);
    LoadLog.write(file, run);
    return file.toString();
  }

  private int merge(String... arguments) {
    out.reset();
    err.reset();
    Terminal terminal =
        new Terminal("echoclient", new FileInputStream(FileDescriptor.in), out, err);
    return EchoClientCommand.run(
        terminal,
        Stream.concat(Stream.of("merge"), Arrays.stream(arguments)).toArray(String[]::new));
  }

  private static LoadRun read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return LoadLogFile.read(file, in);
    }
  }
}
