package dev.echo7.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.echo7.Pause;
import dev.echo7.events.CloseReason;
import dev.echo7.events.Closing;
import dev.echo7.events.DropReason;
import dev.echo7.events.KernelInfo;
import dev.echo7.events.Peer;
import dev.echo7.events.Rejection;
import dev.echo7.events.SeenConnection;
import dev.echo7.events.TlsInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class JsonLogTest {
  private static final LogStyle JSON = new LogStyle(LogFormat.JSON, false, false, true);
  private static final LogStyle VERBOSE = new LogStyle(LogFormat.JSON, false, true, true);
  private static final LogStyle QUIET = new LogStyle(LogFormat.JSON, true, false, true);
  private static final Closing BY_PEER = new Closing(CloseReason.PEER_CLOSED, Closing.Side.PEER);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void tellsOfAConnectionThatItOpenedAndWhatItCameTo() {
    SeenConnection connection =
        SeenConnection.from("192.0.2.1", 12)
            .withTls(new TlsInfo("TLSv1.3", "TLS_AES_128_GCM_SHA256", "echo.example"))
            .withKernel(new KernelInfo(1_234, 2));
    try (ConsoleLog log = start(JSON, "bow")) {
      log.opened(connection);
      log.closed(connection, BY_PEER);
    }
    List<Map<String, Object>> lines = lines();
    assertEquals(2, lines.size());
    Map<String, Object> closed = lines.get(1);
    assertEquals(3.2, Long.parseLong("" + closed.remove("durationMs")) / 1e3, 0.5);
    Instant at = Instant.parse("" + closed.remove("time"));
    assertTrue(Duration.between(at, Instant.now()).abs().toMinutes() < 1, () -> "" + at);
    String who =
        "id=1, transport=tls, listener=tls [::]:7, peer=::ffff:192.0.2.1, port=40000, name=bow,"
            + " tlsVersion=TLSv1.3, tlsCipher=TLS_AES_128_GCM_SHA256, sni=echo.example";
    lines.getFirst().remove("time");
    assertEquals("{level=info, event=opened, " + who + "}", lines.getFirst().toString());
    assertEquals(
        "{level=info, event=closed, "
            + who
            + ", bytesIn=12, bytesOut=12, reason=peer-closed, closedBy=peer, rttUs=1234,"
            + " retransmits=2}",
        closed.toString());
    assertEquals("", err.toString(UTF_8));
  }

  @Test
  void leavesOutWhatIsNotKnown() {
    try (ConsoleLog log = start(JSON, null)) {
      log.opened(SeenConnection.from("192.0.2.1", 1));
    }
    Map<String, Object> opened = lines().getFirst();
    for (String field : List.of("name", "proxy", "sni", "tlsVersion", "rttUs")) {
      assertFalse(opened.containsKey(field), field);
    }
  }

  @Test
  void writesPlainAsciiWhateverAPeerHasPutIntoItsNames() {
    String hostile = "\"},{\n\u001b[2J\u0000\u007f\u2028\ud800 \udc00<é>😀\\";
    SeenConnection connection =
        SeenConnection.of(new Peer(null, "unix:" + hostile, hostile, hostile), 1)
            .withTls(new TlsInfo("TLSv1.3", "TLS_AES_128_GCM_SHA256", hostile));
    try (ConsoleLog log = start(JSON, hostile)) {
      log.opened(connection);
      log.rejected(connection.peer(), Rejection.BROKEN_PROXY_HEADER);
      log.truncated(connection.peer());
      log.failed(hostile);
      log.noticed(hostile);
    }
    assertTrue(
        out.toString(UTF_8).chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x80)),
        () -> out.toString(UTF_8));
    List<Map<String, Object>> lines = lines();
    assertEquals(
        List.of("opened", "rejected", "truncated", "failed", "noticed"),
        lines.stream().map(line -> line.get("event")).toList());
    String shown = hostile.replace('\ud800', '\ufffd').replace(" \udc00", " \ufffd");
    assertEquals(shown, lines.getFirst().get("name"));
    assertEquals(shown, lines.getFirst().get("sni"));
    assertEquals(shown, lines.get(1).get("proxy"));
    assertEquals(shown, lines.get(3).get("message"));
  }

  @Test
  void saysAProbeInOneLineAndOnlyIfVerbose() {
    SeenConnection probe = SeenConnection.from("192.0.2.1", 0);
    try (ConsoleLog log = start(VERBOSE, "lb")) {
      log.opened(probe);
      log.closed(probe, BY_PEER);
    }
    Map<String, Object> line = lines().getFirst();
    assertEquals(1, lines().size());
    assertEquals(
        "debug probe lb", line.get("level") + " " + line.get("event") + " " + line.get("name"));
    assertEquals(0L, line.get("bytesIn"));
    out.reset();
    try (ConsoleLog log = start(JSON, "lb")) {
      log.opened(probe);
      log.closed(probe, BY_PEER);
    }
    assertEquals("", out.toString(UTF_8));
  }

  @Test
  void saysThatAConnectionIsOpenAfterASecondWithoutAByte() {
    long startNs = System.nanoTime();
    try (ConsoleLog log = start(JSON, "bow")) {
      SeenConnection silent = SeenConnection.from("192.0.2.1", 0);
      log.opened(silent);
      awaitOutput("opened");
      assertTrue(System.nanoTime() - startNs >= TimeUnit.SECONDS.toNanos(1), "too soon");
      log.closed(silent, BY_PEER);
      awaitOutput("\"closed\"");
    }
  }

  @Test
  void tellsWhatTheServerItselfDoes() {
    try (ConsoleLog log = start(JSON, null)) {
      log.started("tcp [::]:7", "epoll, 2 event loops", "");
      log.bounded(1);
      log.datagramDropped(DropReason.OVER_RATE);
      log.drained(41, 2, Duration.ofSeconds(10));
    }
    List<Map<String, Object>> lines = lines();
    lines.forEach(line -> line.remove("time"));
    assertEquals(
        "[{level=info, event=started, listener=tcp [::]:7, message=epoll, 2 event loops},"
            + " {level=info, event=noticed, message=at most 1 connection},"
            + " {level=info, event=drained, drained=41, cut=2},"
            + " {level=warn, event=dropped, count=1, reason=over-rate,"
            + " message=source exceeded --udp-rate}]",
        lines.toString());
    assertEquals("", err.toString(UTF_8));
  }

  @Test
  void saysHowManyLinesItLeftOut() {
    int events = 60_000;
    try (ConsoleLog log = start(JSON, null)) {
      for (int i = 0; i < events; i++) {
        log.rejected(new Peer(null, "192.0.2.1"), Rejection.NOT_TLS);
      }
      awaitOutput("omitted");
      await(() -> told() + omitted() == events);
      assertEquals(omitted(), log.linesOmitted());
    }
    assertTrue(told() >= ConsoleLog.JSON_REJECTIONS_PER_SECOND, "only " + told() + " lines");
  }

  @Test
  void tellsOfConnectionsInAFloodOfRejections() {
    SeenConnection honest = SeenConnection.from("192.0.2.2", 12);
    try (ConsoleLog log = start(JSON, null)) {
      for (int i = 0; i < 2 * ConsoleLog.JSON_LINES_PER_SECOND; i++) {
        log.rejected(new Peer(null, "192.0.2.1"), Rejection.NOT_TLS);
      }
      log.closed(honest, BY_PEER);
    }
    assertTrue(out.toString(UTF_8).contains("\"closed\""), () -> "lost among " + told());
  }

  /** As long as the queue is full of what nobody reads, which is not for ever. */
  @Test
  void tellsTheReceiptThoughTheQueueIsFull() throws Exception {
    CountDownLatch mayWrite = new CountDownLatch(1);
    OutputStream slow =
        new OutputStream() {
          @Override
          public void write(int b) {
            out.write(b);
          }

          @Override
          public void write(byte[] bytes, int from, int count) {
            try {
              mayWrite.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            out.write(bytes, from, count);
          }
        };
    try (ConsoleLog log = ConsoleLog.start(JSON, new PeerNames(address -> null), slow, err)) {
      for (int i = 0; i < 2 * ConsoleLog.JSON_LINES_PER_SECOND; i++) {
        log.noticed("more than the queue and the output take");
      }
      Thread main = Thread.ofPlatform().start(() -> log.drained(41, 2, Duration.ofSeconds(10)));
      await(
          () ->
              main.getState() == Thread.State.TIMED_WAITING
                  || main.getState() == Thread.State.TERMINATED);
      mayWrite.countDown();
      main.join();
    }
    assertTrue(out.toString(UTF_8).contains("\"drained\":41"));
  }

  @Test
  void saysOnlyWhatWentWrongIfQuiet() {
    SeenConnection connection = SeenConnection.from("192.0.2.1", 1);
    try (ConsoleLog log = start(QUIET, null)) {
      log.started("tcp [::]:7", "epoll, 2 event loops", "");
      log.opened(connection);
      log.closed(connection, BY_PEER);
      log.noticed("all is well");
      log.failed("it is not");
    }
    assertEquals(List.of("failed"), lines().stream().map(line -> line.get("event")).toList());
  }

  @Test
  void isToldNoMessages() {
    try (ConsoleLog log = start(JSON, null)) {
      assertFalse(log.wantsMessages());
      log.received(SeenConnection.from("192.0.2.1", 1), 1);
    }
    assertEquals("", out.toString(UTF_8));
  }

  private ConsoleLog start(LogStyle style, @Nullable String name) {
    return ConsoleLog.start(style, new PeerNames(address -> name), out, err);
  }

  private long told() {
    return completeLines().filter(line -> line.contains("\"rejected\"")).count();
  }

  private long omitted() {
    return completeLines()
        .filter(line -> line.contains("\"omitted\""))
        .mapToLong(line -> Long.parseLong("" + parse(line).get("count")))
        .sum();
  }

  private Stream<String> completeLines() {
    String text = out.toString(UTF_8);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines();
  }

  private void awaitOutput(String part) {
    await(() -> out.toString(UTF_8).contains(part));
  }

  private void await(BooleanSupplier condition) {
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < endNs, () -> "not in time: " + out.toString(UTF_8));
      Pause.briefly();
    }
  }

  /** Each line as an object; fails unless it is one and nothing else. */
  private List<Map<String, Object>> lines() {
    return out.toString(UTF_8).lines().map(JsonLogTest::parse).toList();
  }

  private static Map<String, Object> parse(String line) {
    Map<String, Object> object = new LinkedHashMap<>();
    try (JsonParser json = new JsonFactory().createParser(line)) {
      assertEquals(JsonToken.START_OBJECT, json.nextToken(), line);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        boolean number = json.nextToken() == JsonToken.VALUE_NUMBER_INT;
        object.put(field, number ? (Object) json.getLongValue() : json.getText());
      }
      assertEquals(JsonToken.END_OBJECT, json.currentToken(), line);
      assertEquals(null, json.nextToken(), line);
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    }
    return object;
  }
}
