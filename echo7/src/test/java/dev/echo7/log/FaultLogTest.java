package dev.echo7.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.events.CloseReason;
import dev.echo7.events.Closing;
import dev.echo7.events.FaultHit;
import dev.echo7.events.SeenConnection;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What the log says of faults that were asked for. */
@Timeout(30)
class FaultLogTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Closing BY_FAULT = new Closing(CloseReason.FAULT, Closing.Side.SERVER);
  private static final String TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[.][0-9]{3}Z ";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private ConsoleLog start(LogFormat format, boolean quiet, boolean verbose) {
    LogStyle style = new LogStyle(format, quiet, verbose, false);
    return ConsoleLog.start(style, new PeerNames(address -> null), out, err);
  }

  private List<JsonNode> lines() {
    return out.toString(UTF_8).lines().map(MAPPER::readTree).toList();
  }

  @Test
  void aFaultyEndpointSaysSoWhenItListensAndWhenItChanges() {
    try (ConsoleLog log = start(LogFormat.TEXT, true, false)) {
      log.started("tcp [::]:7", "epoll, 2 event loops", "");
      log.started("tcp [::]:7001", "epoll, 2 event loops", "delay=50ms&seed=123");
      log.faultsChanged("tcp [::]:7", "cut=1&seed=7");
      log.faultsChanged("tcp [::]:7001", "");
    }
    assertEquals(
        """
        listening on tcp [::]:7 (epoll, 2 event loops)
        listening on tcp [::]:7001 (epoll, 2 event loops), faulty: delay=50ms&seed=123
        tcp [::]:7 is faulty: cut=1&seed=7
        tcp [::]:7001 is no longer faulty
        """,
        err.toString(UTF_8));
    assertEquals("", out.toString(UTF_8));
  }

  @Test
  void theLecturesLinesAreTheSameAndTheEndNamesTheFault() {
    FaultHit hit = new FaultHit("cut", 12, System.nanoTime());
    SeenConnection connection =
        SeenConnection.from("192.0.2.1", 12).withFaults("cut=12&seed=7:1", hit);
    try (ConsoleLog log = start(LogFormat.TEXT, false, true)) {
      log.opened(connection);
      log.received(connection, 12);
      log.faulted(connection, hit);
      log.datagramFaulted(new FaultHit("drop", 1, System.nanoTime()));
      log.closed(connection, BY_FAULT);
    }
    assertEquals(
        """
        server connected to ::ffff:192.0.2.1 (::ffff:192.0.2.1)
        server received 12 bytes
        server closed ::ffff:192.0.2.1 (::ffff:192.0.2.1): 12 bytes in 3.2 s, fault: cut at byte 12
        """,
        out.toString(UTF_8).replaceFirst("in 3[.][0-9]+ s", "in 3.2 s"));
    assertEquals("", err.toString(UTF_8));
  }

  @Test
  void longLinesSayHowToRepeatAConnectionAndWhatActedOnIt() {
    FaultHit first = new FaultHit("corrupt", 3, System.nanoTime());
    FaultHit last = new FaultHit("cut", 12, System.nanoTime());
    SeenConnection connection = SeenConnection.from("192.0.2.1", 12);
    String query = "corrupt=1/4&cut=12&seed=7:1";
    try (ConsoleLog log = start(LogFormat.LONG, false, true)) {
      log.opened(connection.withFaults(query));
      log.faulted(connection.withFaults(query, first), first);
      // Not remembered: one of many more.
      log.faulted(connection.withFaults(query, first), new FaultHit("corrupt", 4, 1));
      log.faulted(connection.withFaults(query, first, last), last);
      log.datagramFaulted(new FaultHit("drop", 1, System.nanoTime()));
      log.datagramFaulted(new FaultHit("drop", 2, System.nanoTime()));
      log.closed(connection.withFaults(query, first, last), BY_FAULT);
    }
    String who = TIME + "#1 tcp 192[.]0[.]2[.]1:40000 ";
    List<String> lines = out.toString(UTF_8).lines().toList();
    List<String> expected =
        List.of(
            who + "connected, faulty: " + query,
            who + "fault: corrupt at byte 3",
            who + "fault: cut at byte 12",
            who + "closed: 12 bytes in 3[.][0-9]+ s.*, fault: cut at byte 12",
            TIME + "udp fault: drop of 2 datagrams");
    assertEquals(expected.size(), lines.size(), lines::toString);
    for (int i = 0; i < expected.size(); i++) {
      assertTrue(lines.get(i).matches(expected.get(i)), lines.get(i));
    }
  }

  @Test
  void aRecordNamesWordByteAndInstantOfEachHit() {
    long actedNs = System.nanoTime() - Duration.ofMillis(200).toNanos();
    FaultHit first = new FaultHit("corrupt", 3, actedNs);
    FaultHit last = new FaultHit("cut", 12, actedNs + 1_000_000);
    String query = "corrupt=1/4&cut=12&seed=7:1";
    SeenConnection connection = SeenConnection.from("192.0.2.1", 12);
    try (ConsoleLog log = start(LogFormat.JSON, false, false)) {
      log.started("tcp [::]:7001", "epoll, 2 event loops", "corrupt=1/4&cut=12&seed=7");
      log.opened(connection.withFaults(query, first));
      log.faulted(connection.withFaults(query, first, last), last);
      log.closed(connection.withFaults(query, first, last), BY_FAULT);
      log.faultsChanged("tcp [::]:7001", "");
    }
    List<JsonNode> lines = lines();
    assertEquals(
        List.of("started", "opened", "closed", "faults"),
        lines.stream().map(line -> line.get("event").asString()).toList());
    assertEquals("corrupt=1/4&cut=12&seed=7", lines.get(0).get("faults").asString());
    assertEquals(query, lines.get(1).get("faults").asString());
    JsonNode closed = lines.get(2);
    assertEquals("fault", closed.get("reason").asString());
    assertEquals(query, closed.get("faults").asString());
    List<JsonNode> hits =
        StreamSupport.stream(closed.get("faultHits").spliterator(), false).toList();
    assertEquals(
        List.of("corrupt 3", "cut 12"),
        hits.stream()
            .map(hit -> hit.get("word").asString() + " " + hit.get("byte").asInt())
            .toList());
    Instant one = Instant.parse(hits.get(0).get("time").asString());
    Instant other = Instant.parse(hits.get(1).get("time").asString());
    assertTrue(
        Duration.between(one, other).toMillis() <= 1 && !other.isBefore(one), hits::toString);
    Duration before = Duration.between(one, Instant.parse(closed.get("time").asString()));
    assertTrue(before.toMillis() >= 200 && before.toMillis() < 20_000, before::toString);
    assertEquals("tcp [::]:7001", lines.get(3).get("listener").asString());
    assertEquals("", lines.get(3).get("faults").asString());
    assertEquals("", err.toString(UTF_8));
  }

  @Test
  void aConnectionWithoutFaultsHasNoSuchFields() {
    SeenConnection connection = SeenConnection.from("192.0.2.1", 12);
    try (ConsoleLog log = start(LogFormat.JSON, false, false)) {
      log.started("tcp [::]:7", "epoll, 2 event loops", "");
      log.opened(connection);
      log.closed(connection, new Closing(CloseReason.PEER_CLOSED, Closing.Side.PEER));
    }
    assertFalse(out.toString(UTF_8).contains("fault"), out.toString(UTF_8));
  }

  /** It closes without a byte, as a health probe does, and is none. */
  @Test
  void aResetAtOnceIsNoProbe() {
    FaultHit hit = new FaultHit("reset", 0, System.nanoTime());
    SeenConnection connection =
        SeenConnection.from("192.0.2.1", 0).withFaults("reset&seed=7:1", hit);
    try (ConsoleLog log = start(LogFormat.JSON, false, false)) {
      log.opened(connection);
      log.closed(connection, BY_FAULT);
    }
    assertEquals(
        List.of("opened", "closed"),
        lines().stream().map(line -> line.get("event").asString()).toList());
  }

  @Test
  void aFloodOfFaultyDatagramsIsALinePerWord() {
    int datagrams = 100_000;
    try (ConsoleLog log = start(LogFormat.JSON, false, false)) {
      for (int i = 0; i < datagrams; i++) {
        log.datagramFaulted(new FaultHit(i % 4 == 0 ? "dup" : "drop", i, System.nanoTime()));
      }
    }
    List<JsonNode> lines = lines();
    assertTrue(lines.size() <= 20, () -> lines.size() + " lines");
    long dropped = 0;
    for (JsonNode line : lines) {
      assertEquals(
          "info faulted", line.get("level").asString() + " " + line.get("event").asString());
      dropped += line.get("word").asString().equals("drop") ? line.get("count").asLong() : 0;
    }
    assertEquals(datagrams * 3 / 4, dropped);
  }

  @Test
  void saysNothingOfThemIfQuiet() {
    FaultHit hit = new FaultHit("cut", 12, System.nanoTime());
    SeenConnection connection = SeenConnection.from("192.0.2.1", 12).withFaults("cut=12", hit);
    for (LogFormat format : List.of(LogFormat.JSON, LogFormat.LONG)) {
      try (ConsoleLog log = start(format, true, true)) {
        log.faulted(connection, hit);
        log.datagramFaulted(hit);
      }
    }
    try (ConsoleLog log = start(LogFormat.JSON, true, true)) {
      log.faultsChanged("tcp [::]:7", "cut=1");
    }
    assertEquals("", out.toString(UTF_8) + err.toString(UTF_8));
  }
}
