package dev.echo7.server.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.TestCertificates;
import dev.echo7.events.Connection;
import dev.echo7.events.FaultHit;
import dev.echo7.events.Rejection;
import dev.echo7.events.ServerEvents;
import dev.echo7.server.EchoServer;
import dev.echo7.server.TestClient;
import dev.echo7.server.config.ServerTls;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plain client observes of each fault of TLS, but for those of certificates. */
@Timeout(60)
@ParameterizedClass
@EnumSource(ServerTls.Engine.class)
class TlsFaultsTest {
  private static final byte[] HANDSHAKE_FAILURE = {21, 3, 3, 0, 2, 2, 40};
  private static final int DATA = 23;
  private static final int DEADLINE_MS = 20_000;
  private static final int PARALLEL = 50;

  private final ServerTls tls;
  private final Told told = new Told();

  @TempDir private static Path folder = Path.of("");

  TlsFaultsTest(ServerTls.Engine engine) {
    this.tls = new ServerTls(null, null, null, null, engine);
  }

  /** Skips all, saying so, where openssl is not installed. */
  @BeforeAll
  static void needsOpenSsl() throws IOException {
    TestCertificates.in(folder);
  }

  private static final class Told implements ServerEvents {
    private final List<String> hits = new CopyOnWriteArrayList<>();
    private final Map<Long, String> hitOf = new ConcurrentHashMap<>();

    @Override
    public void faulted(Connection connection, FaultHit hit) {
      hits.add(hit.word() + " " + hit.at());
      hitOf.put(connection.id(), hit.word());
    }
  }

  private EchoServer server(String query) throws IOException {
    return EchoServer.builder()
        .listen("tls://127.0.0.1:0?" + query)
        .tls(tls)
        .events(told)
        // So that ids are in the order of accept(2).
        .eventLoops(1)
        .start();
  }

  private static Socket plain(EchoServer server) throws IOException {
    Socket client = new Socket();
    client.connect(server.endpoints().get(0).address(), DEADLINE_MS);
    client.setSoTimeout(DEADLINE_MS);
    return client;
  }

  private static SSLSocket over(Socket tcp, String version) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            TrustEverybody.context()
                .getSocketFactory()
                .createSocket(tcp, "localhost", tcp.getPort(), true);
    socket.setEnabledProtocols(new String[] {version});
    socket.startHandshake();
    return socket;
  }

  private static byte[] payload(int bytes) {
    byte[] payload = new byte[bytes];
    new Random(bytes).nextBytes(payload);
    return payload;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void endsWithoutCloseNotifyAfterTheLastEcho(String version) throws Exception {
    byte[] payload = payload(40_000);
    int whole = recordsAfterAnEcho("slice=1m", version, payload);
    int truncated = recordsAfterAnEcho("truncate", version, payload);
    assertEquals(whole - 1, truncated, "all but the close_notify");
    assertEquals("truncate 40000", told.hits.get(told.hits.size() - 1));
  }

  /** How many records of data, or that look so, the server sends for a payload and its end. */
  private int recordsAfterAnEcho(String query, String version, byte[] payload) throws Exception {
    try (EchoServer server = server(query);
        RecordTap tap = RecordTap.before(server);
        SSLSocket client = over(tap.connect(), version)) {
      int before = tap.records().size();
      client.getOutputStream().write(payload);
      assertArrayEquals(payload, client.getInputStream().readNBytes(payload.length));
      client.shutdownOutput();
      assertEquals(-1, client.getInputStream().read());
      return tap.records().size() - before;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2"})
  void leavesTheVerdictToTheClient(String version) throws Exception {
    try (EchoServer server = server("cut=5&truncate")) {
      String seen = SClient.talk(server, version + " -quiet", "hello, world\n");
      assertTrue(seen.contains("hello"), seen);
      assertFalse(seen.contains("hello,"), seen);
      assertTrue(seen.contains("unexpected eof"), seen);
    }
    try (EchoServer server = server("cut=5")) {
      String seen = SClient.talk(server, version + " -quiet", "hello, world\n");
      assertTrue(seen.contains("hello"), seen);
      assertFalse(seen.contains("unexpected eof"), seen);
    }
    assertTrue(told.hits.contains("truncate 5"), told.hits::toString);
  }

  @ParameterizedTest
  @CsvSource({"10, false", "20, true"})
  void truncatesOnlyInItsScope(int bytes, boolean truncates) throws Exception {
    try (EchoServer server = server("cut=" + bytes + "&truncate&after=15")) {
      SClient.talk(server, "-quiet", "0123456789012345678901234567890\n");
      assertEquals(truncates, told.hits.contains("truncate " + bytes), told.hits::toString);
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3, 1", "TLSv1.2, 1", "TLSv1.3, 100", "TLSv1.2, 5000"})
  void sendsRecordsOfOneSize(String version, int bytes) throws Exception {
    byte[] payload = payload(40_000 / (bytes < 100 ? 40 : 1));
    try (EchoServer server = server("record=" + bytes);
        RecordTap tap = RecordTap.before(server);
        SSLSocket client = over(tap.connect(), version)) {
      // In TLS 1.3 tickets look like data, and come before it.
      client.getOutputStream().write(1);
      assertEquals(1, client.getInputStream().read());
      int before = tap.records().size();
      int overhead = tap.records().get(before - 1).length() - 1;
      client.getOutputStream().write(payload);
      assertArrayEquals(payload, client.getInputStream().readNBytes(payload.length));
      List<RecordTap.TlsRecord> records = tap.records().subList(before, tap.records().size());
      assertTrue(records.stream().allMatch(each -> each.type() == DATA));
      int most = records.stream().mapToInt(RecordTap.TlsRecord::length).max().orElse(0);
      assertTrue(most - overhead <= bytes, most + " with " + overhead);
      // What was read at once may end in the middle of a record.
      long full = records.stream().filter(each -> each.length() - overhead == bytes).count();
      assertTrue(full >= payload.length / bytes / 2, full + " of " + records.size());
      assertEquals(
          payload.length, records.stream().mapToInt(each -> each.length() - overhead).sum());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void answersTheClientHelloByAnAlert(String version) throws Exception {
    try (EchoServer server = server("handshake=alert")) {
      try (Socket client = plain(server)) {
        SSLException refusal = assertThrows(SSLException.class, () -> over(client, version));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains("handshake_failure"), message);
      }
      try (Socket client = plain(server)) {
        client.getOutputStream().write(new byte[] {22, 3, 1, 0, 100});
        InputStream in = client.getInputStream();
        assertEquals(
            ByteBuffer.wrap(HANDSHAKE_FAILURE),
            ByteBuffer.wrap(in.readNBytes(HANDSHAKE_FAILURE.length)));
        assertEquals(-1, in.read());
      }
      assertEquals(List.of("handshake 0", "handshake 0"), told.hits);
      assertEquals(2, server.rejected(Rejection.TLS_HANDSHAKE_FAILED));
    }
  }

  /** The timeout for handshakes is the same for all, so that these wait for it together. */
  @Test
  void stallsAndIsSlowUntilTheTimeout() throws Exception {
    try (EchoServer stalling = server("handshake=stall");
        EchoServer slow = server("handshake=slow");
        Socket stalled = plain(stalling);
        Socket slowed = plain(slow)) {
      long startNs = System.nanoTime();
      byte[] hello = clientHello();
      stalled.getOutputStream().write(hello);
      slowed.getOutputStream().write(hello);
      byte[] begin = slowed.getInputStream().readNBytes(10);
      assertEquals(22, begin[0], "a handshake record");
      assertEquals(2, begin[5], "a ServerHello");
      assertTrue(msSince(startNs) >= 1_000, "after " + msSince(startNs) + " ms");
      stalled.setSoTimeout(100);
      assertThrows(SocketTimeoutException.class, () -> stalled.getInputStream().read());
      stalled.setSoTimeout(DEADLINE_MS);
      assertEquals(-1, stalled.getInputStream().read());
      byte[] rest = slowed.getInputStream().readAllBytes();
      long tookMs = msSince(startNs);
      assertTrue(tookMs >= 9_500 && tookMs < 20_000, "ended after " + tookMs + " ms");
      assertTrue(rest.length > 20 && rest.length < 110, rest.length + " bytes");
      assertEquals(1, stalling.rejected(Rejection.TLS_HANDSHAKE_TOO_LATE));
      assertEquals(1, slow.rejected(Rejection.TLS_HANDSHAKE_TOO_LATE));
      assertEquals(List.of("handshake 0", "handshake 0"), told.hits);
    }
  }

  private static long msSince(long startNs) {
    return Duration.ofNanos(System.nanoTime() - startNs).toMillis();
  }

  /** The first bytes of a JDK client, which a server takes from it. */
  private static byte[] clientHello() throws Exception {
    SSLEngine engine = TrustEverybody.context().createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    return Arrays.copyOf(hello.array(), hello.position());
  }

  @Test
  void failsTheSameHandshakesInEveryRun() throws Exception {
    String query = "handshake=alert&chance=50%&seed=7";
    List<Boolean> once = new ArrayList<>();
    try (EchoServer server = server(query)) {
      for (int i = 0; i < PARALLEL; i++) {
        once.add(fails(server));
      }
    }
    assertTrue(once.contains(true) && once.contains(false), once::toString);
    told.hitOf.clear();
    try (EchoServer server = server(query);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < PARALLEL; i++) {
        all.add(threads.submit(() -> fails(server)));
      }
      long failed = 0;
      for (Future<Boolean> one : all) {
        failed += one.get(30, TimeUnit.SECONDS) ? 1 : 0;
      }
      assertEquals(once.stream().filter(fails -> fails).count(), failed);
      // By the number of the connection, whichever of the clients it was.
      assertEquals(
          once,
          IntStream.rangeClosed(1, PARALLEL)
              .mapToObj(number -> told.hitOf.containsKey((long) number))
              .toList());
    }
  }

  private static boolean fails(EchoServer server) throws Exception {
    try (Socket tcp = plain(server);
        SSLSocket client = over(tcp, "TLSv1.2")) {
      client.getOutputStream().write(1);
      assertEquals(1, client.getInputStream().read());
      return false;
    } catch (SSLException e) {
      return true;
    }
  }

  @Test
  void changesWhileItServes() throws Exception {
    try (EchoServer server = server("handshake=alert")) {
      assertTrue(fails(server));
      server.running().setFaults(server.listening().get(0), "");
      assertFalse(fails(server));
      server.running().setFaults(server.listening().get(0), "handshake=alert&from=10.0.0.0/8");
      assertFalse(fails(server));
      IllegalArgumentException refusal =
          assertThrows(
              IllegalArgumentException.class,
              () -> server.running().setFaults(server.listening().get(0), "cert=expired"));
      assertTrue(("" + refusal.getMessage()).contains("cannot change"), refusal::toString);
    }
  }

  /** A delay, and two bytes of data that look like a close_notify from outside. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void delaysDataBehindWhatWaitsAsOfItsArrival(String version) throws Exception {
    try (EchoServer server = server("delay=2s");
        SSLSocket client = over(plain(server), version)) {
      client.getOutputStream().write("ab".getBytes(StandardCharsets.US_ASCII));
      Thread.sleep(500);
      client.getOutputStream().write("cd".getBytes(StandardCharsets.US_ASCII));
      InputStream in = client.getInputStream();
      assertEquals("ab", new String(in.readNBytes(2), StandardCharsets.US_ASCII));
      long firstNs = System.nanoTime();
      assertEquals("cd", new String(in.readNBytes(2), StandardCharsets.US_ASCII));
      // If the delay began when the first two had gone, it would be 2 s.
      assertTrue(msSince(firstNs) < 1_500, "after " + msSince(firstNs) + " ms");
    }
  }

  @Test
  void isNotAskedOfAPlainConnection() throws Exception {
    try (EchoServer server =
            EchoServer.builder()
                .listen("tcp://127.0.0.1:0")
                .listen("tls://127.0.0.1:0?handshake=alert")
                .tls(tls)
                .start();
        TestClient client = TestClient.connect(server)) {
      client.send("abc");
      assertEquals("abc", client.receiveText(3));
    }
  }
}
