package dev.echo7.server.fault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.events.Closing;
import dev.echo7.events.Connection;
import dev.echo7.events.FaultHit;
import dev.echo7.events.ServerEvents;
import dev.echo7.fault.FaultWord;
import dev.echo7.server.EchoServer;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server tells of its faults: their words, bytes and seeds. */
@Timeout(60)
class SeenFaultsTest {
  private static final int DEADLINE_MS = 20_000;

  private final Seen seen = new Seen();

  private static final class Seen implements ServerEvents {
    private final Queue<FaultHit> hits = new ConcurrentLinkedQueue<>();
    private final Queue<FaultHit> remembered = new ConcurrentLinkedQueue<>();
    private final Queue<String> changes = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<Connection> closed = new LinkedBlockingQueue<>();

    @Override
    public void faulted(Connection connection, FaultHit hit) {
      hits.add(hit);
      if (hit.isRememberedBy(connection)) {
        remembered.add(hit);
      }
    }

    @Override
    public void faultsChanged(String listener, String query) {
      changes.add(listener + " " + query);
    }

    @Override
    public void closed(Connection connection, Closing closing) {
      closed.add(connection);
    }

    Connection awaitClosed() throws InterruptedException {
      return Objects.requireNonNull(closed.poll(DEADLINE_MS, TimeUnit.MILLISECONDS), "not closed");
    }
  }

  private EchoServer server(String query) throws Exception {
    return EchoServer.builder().listen("tcp://127.0.0.1:0?" + query).events(seen).start();
  }

  private static Socket connect(EchoServer server) throws IOException {
    Socket client = new Socket();
    client.connect(server.endpoints().get(0).address(), DEADLINE_MS);
    client.setSoTimeout(DEADLINE_MS);
    return client;
  }

  @ParameterizedTest
  @CsvSource({
    "cut=100, cut, 100",
    "cut=100&after=50, cut, 150",
    "cut=0, cut, 0",
    "reset=100, reset, 100",
    "close=half, close, 200",
  })
  void namesTheExactByte(String query, String word, long at) throws Exception {
    long beganNs = System.nanoTime();
    try (EchoServer server = server(query);
        Socket client = connect(server)) {
      client.getOutputStream().write(new byte[200]);
      try {
        client.getInputStream().readAllBytes();
      } catch (IOException e) {
        // A reset was asked for.
      }
      client.shutdownOutput();
      Connection connection = seen.awaitClosed();
      assertEquals(1, connection.faultHits().size());
      FaultHit hit = connection.faultHits().get(0);
      assertEquals(word + " " + at, hit.word() + " " + hit.at());
      assertTrue(hit.atNs() >= beganNs && hit.atNs() <= System.nanoTime(), hit::toString);
    } catch (IOException e) {
      assertEquals("reset", word, "only a reset may break the half-close: " + e);
    }
  }

  @Test
  void countsWhatWasSentThoughItWasLate() throws Exception {
    try (EchoServer server = server("delay=20ms&cut=64");
        Socket client = connect(server)) {
      client.getOutputStream().write(new byte[100]);
      assertEquals(64, client.getInputStream().readAllBytes().length);
      client.shutdownOutput();
      assertEquals(64, seen.awaitClosed().bytesOut());
    }
  }

  @Test
  void remembersTheFirstHitsAndTheFirstOfEachKind() throws Exception {
    try (EchoServer server = server("cut=100&corrupt=1/1");
        Socket client = connect(server)) {
      client.getOutputStream().write(new byte[200]);
      assertEquals(100, client.getInputStream().readAllBytes().length);
      client.shutdownOutput();
      List<FaultHit> hits = seen.awaitClosed().faultHits();
      assertEquals(17, hits.size());
      assertEquals(
          Set.of("corrupt"),
          hits.subList(0, 16).stream().map(FaultHit::word).collect(Collectors.toSet()));
      assertEquals("cut 100", hits.get(16).word() + " " + hits.get(16).at());
      assertEquals(101, seen.hits.size());
      assertEquals(hits, List.copyOf(seen.remembered));
      Map<String, Long> counts = server.running().totals().faults();
      assertEquals(100, counts.get("corrupt"));
      assertEquals(1, counts.get("cut"));
    }
  }

  @Test
  void countsEveryWordFromTheStart() throws Exception {
    try (EchoServer server = server("cut=1")) {
      Set<String> all =
          Arrays.stream(FaultWord.values()).map(FaultWord::toString).collect(Collectors.toSet());
      assertEquals(all, server.running().totals().faults().keySet());
    }
  }

  @Test
  void repeatsAConnectionWithTheQueryThatItShows() throws Exception {
    byte[] payload = new byte[50_000];
    byte[] echo;
    String query;
    try (EchoServer server = server("corrupt=1/100");
        Socket first = connect(server)) {
      first.getOutputStream().write(1);
      first.getInputStream().read();
      try (Socket second = connect(server)) {
        second.getOutputStream().write(payload);
        echo = second.getInputStream().readNBytes(payload.length);
      }
      query = seen.awaitClosed().faults();
      String endpoint = server.running().faults().values().iterator().next();
      assertEquals(endpoint + ":2", query);
    }
    try (EchoServer server = server(query);
        Socket client = connect(server)) {
      client.getOutputStream().write(payload);
      assertArrayEquals(echo, client.getInputStream().readNBytes(payload.length));
    }
  }

  @Test
  void tellsOfAChangeAndOfEveryListenerThatItConcerns() throws Exception {
    try (EchoServer server =
        EchoServer.builder().listen("tcp://127.0.0.1:0").events(seen).start()) {
      String listener = server.listening().get(0);
      try (Socket before = connect(server)) {
        before.getOutputStream().write(1);
        assertEquals(1, before.getInputStream().read());
        assertTrue(server.running().setFaults(listener, "cut=1&seed=7"));
        assertEquals(List.of(listener + " cut=1&seed=7"), List.copyOf(seen.changes));
        before.getOutputStream().write(new byte[] {2, 3});
        assertEquals(2, before.getInputStream().readNBytes(2).length, "accepted before");
        before.shutdownOutput();
        assertEquals("", seen.awaitClosed().faults());
      }
      assertTrue(server.running().setFaults(listener, ""));
      assertEquals(List.of(listener + " cut=1&seed=7", listener + " "), List.copyOf(seen.changes));
      assertEquals(Map.of(), server.running().faults());
    }
  }

  @ParameterizedTest
  @CsvSource({"cut", "stall", "noread"})
  void namesTheByteAtWhichAFaultBeganOnAnOpenConnection(String word) throws Exception {
    try (EchoServer server = EchoServer.builder().listen("tcp://127.0.0.1:0").events(seen).start();
        Socket client = connect(server)) {
      client.getOutputStream().write(new byte[5]);
      assertEquals(5, client.getInputStream().readNBytes(5).length);
      Connection connection = server.running().connections().iterator().next();
      server.running().fault(connection.id(), word);
      while (connection.faultHits().isEmpty()) {
        Pause.briefly();
      }
      FaultHit hit = connection.faultHits().get(0);
      assertEquals(word + " 5", hit.word() + " " + hit.at());
      assertEquals("", connection.faults());
    }
  }
}
