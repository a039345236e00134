package dev.echo7.server.proxy;

import static dev.echo7.server.proxy.ProxyHeaders.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import dev.echo7.Pause;
import dev.echo7.events.Rejection;
import dev.echo7.net.Cidr;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.server.EchoServer;
import dev.echo7.server.RecordedEvents;
import dev.echo7.server.TestClient;
import dev.echo7.server.config.DrainReceipt;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.ProxyTrust;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.config.ServerStartException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who does not begin with a right header, in time, from where it is believed, never begins. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.echo7.server.EventLoopKinds#available")
class ProxyRejectionTest {
  private static final String LOOPBACK = "127.0.0.0/8";

  private final EventLoopKind transport;
  private final RecordedEvents events = new RecordedEvents();

  ProxyRejectionTest(EventLoopKind transport) {
    this.transport = transport;
  }

  static List<Arguments> wrongHeaders() {
    return List.of(
        wrong(Rejection.NO_PROXY_HEADER, "h"),
        wrong(Rejection.NO_PROXY_HEADER, "hello, server\n"),
        wrong(Rejection.NO_PROXY_HEADER, "PROXX TCP4 192.0.2.1 192.0.2.2 1 2\r\n"),
        wrong(Rejection.NO_PROXY_HEADER, "\r\n\r\nGET / HTTP/1.1\r\n"),
        wrong(Rejection.NO_PROXY_HEADER, "\u0016\u0003\u0001\u0002\0"),
        wrong(Rejection.BROKEN_PROXY_HEADER, "PROXY \r\n       "),
        wrong(Rejection.BROKEN_PROXY_HEADER, "PROXY TCP5 192.0.2.1 192.0.2.2 1 2\r\n"),
        wrong(Rejection.BROKEN_PROXY_HEADER, "PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n"),
        wrong(Rejection.BROKEN_PROXY_HEADER, "PROXY TCP4 192.0.2.256 192.0.2.2 1 2\r\n"),
        wrong(Rejection.BROKEN_PROXY_HEADER, "PROXY TCP4 192.0.2.1 192.0.2.2 1 65536\r\n"),
        wrong(Rejection.BROKEN_PROXY_HEADER, "PROXY TCP4 ::1 ::1 1 2\r\n"),
        wrong(Rejection.BROKEN_PROXY_HEADER, "PROXY TCP6 [::1] [::1] 1 2\r\n"),
        wrong(Rejection.BROKEN_PROXY_HEADER, "PROXY TCP6 fe80::1%lo fe80::1%lo 1 2\r\n"),
        wrong(Rejection.BROKEN_PROXY_HEADER, ProxyHeaders.structure(0x11, 0x11, new byte[12])),
        wrong(Rejection.BROKEN_PROXY_HEADER, ProxyHeaders.structure(0x01, 0x11, new byte[12])),
        wrong(Rejection.BROKEN_PROXY_HEADER, ProxyHeaders.structure(0x2f, 0x11, new byte[12])),
        wrong(Rejection.BROKEN_PROXY_HEADER, ProxyHeaders.structure(0x21, 0x4f, new byte[12])),
        wrong(Rejection.BROKEN_PROXY_HEADER, ProxyHeaders.structure(0x21, 0x11, new byte[11])),
        wrong(Rejection.BROKEN_PROXY_HEADER, ProxyHeaders.structure(0x21, 0x31, new byte[200])),
        wrong(
            Rejection.BROKEN_PROXY_HEADER,
            // An addition that says it is longer than the header.
            ProxyHeaders.structure(0x21, 0x11, text("123456789012\u0001\u0003\0 "))),
        wrong(Rejection.PROXY_HEADER_TOO_LONG, "PROXY UNKNOWN " + "x".repeat(92) + "\r\n"),
        wrong(Rejection.PROXY_HEADER_TOO_LONG, "PROXY UNKNOWN " + "x".repeat(100_000)),
        wrong(
            Rejection.PROXY_HEADER_TOO_LONG,
            ProxyHeaders.structure(0x21, 0x11, 65_535, new byte[0])),
        wrong(
            Rejection.PROXY_HEADER_TOO_LONG, ProxyHeaders.structure(0x21, 0x11, new byte[1_241])));
  }

  private static Arguments wrong(Rejection reason, String header) {
    return wrong(reason, text(header));
  }

  private static Arguments wrong(Rejection reason, byte[] header) {
    return Arguments.of(reason, header);
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("wrongHeaders")
  void refusesAtOnceWhatIsNoHeader(Rejection reason, byte[] header) throws Exception {
    try (EchoServer server = start(LOOPBACK);
        TestClient client = TestClient.connect(server)) {
      client.send(header);
      assertNothingCameBack(client);
      assertRejectedOnly(server, reason);
    }
  }

  @Test
  void refusesWhoIsNotTrustedWithoutReadingAHeader() throws Exception {
    try (EchoServer server = start("192.0.2.0/24");
        TestClient client = TestClient.connect(server)) {
      assertNothingCameBack(client);
      assertRejectedOnly(server, Rejection.UNTRUSTED_PROXY);
    }
  }

  @Test
  void refusesTheRightHeaderOfWhoIsNotTrusted() throws Exception {
    try (EchoServer server = start("192.0.2.0/24");
        TestClient client = TestClient.connect(server)) {
      try {
        client.send(ProxyHeaders.of(String.format(Locale.ROOT, ProxyHeaders.TCP4, 1)));
      } catch (SocketException e) {
        // Closed already.
      }
      assertNothingCameBack(client);
      assertRejectedOnly(server, Rejection.UNTRUSTED_PROXY);
    }
  }

  @Test
  void refusesWhoEndsBeforeTheHeaderIsComplete() throws Exception {
    try (EchoServer server = start(LOOPBACK)) {
      try (TestClient client = TestClient.connect(server)) {
        client.send("PROXY TCP4 192.");
        client.halfClose();
        assertNothingCameBack(client);
      }
      events.assertRejected(Rejection.ENDED_BEFORE_PROXY_HEADER);
      TestClient.connect(server).close();
      events.assertRejected(Rejection.ENDED_BEFORE_PROXY_HEADER);
      TestClient.connect(server).reset();
      events.assertRejected(Rejection.ENDED_BEFORE_PROXY_HEADER);
      assertEquals(3, server.rejected(Rejection.ENDED_BEFORE_PROXY_HEADER));
      assertLeavesTheTable(server);
    }
  }

  @Test
  void refusesAHeaderThatIsLate() throws Exception {
    try (EchoServer server = start(LOOPBACK);
        TestClient silent = TestClient.connect(server);
        TestClient half = TestClient.connect(server)) {
      long startNs = System.nanoTime();
      half.send("PROXY TCP4 192.0.2.1 ");
      assertNothingCameBack(silent);
      assertNothingCameBack(half);
      long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
      assertTrue(tookMs > 2_800 && tookMs < 20_000, "closed after " + tookMs + " ms");
      events.assertRejected(Rejection.PROXY_HEADER_TOO_LATE);
      assertRejectedOnly(server, Rejection.PROXY_HEADER_TOO_LATE);
    }
  }

  /** The time for the header is not a time for the connection. */
  @Test
  void servesOnLongAfterTheTimeForTheHeader() throws Exception {
    try (EchoServer server = start(LOOPBACK);
        TestClient late = TestClient.connect(server);
        TestClient client = TestClient.connect(server)) {
      client.send(ProxyHeaders.of(String.format(Locale.ROOT, ProxyHeaders.TCP4, 1)));
      assertNothingCameBack(late);
      client.send("still here");
      assertEquals("still here", client.receiveText(10));
    }
  }

  @Test
  void drainsWhoStillWaits() throws Exception {
    EchoServer server = start(LOOPBACK);
    try (TestClient client = TestClient.connect(server)) {
      client.send("PROXY ");
      while (server.connections() == 0) {
        Pause.briefly();
      }
      CompletableFuture<DrainReceipt> drained =
          CompletableFuture.supplyAsync(() -> server.drain(Duration.ofSeconds(30)));
      assertNothingCameBack(client);
      assertEquals(new DrainReceipt(1, 0), drained.get(2, TimeUnit.SECONDS));
      assertTrue(events.isEmpty(), "it is nobody's fault that the server ends");
    }
  }

  private EchoServer start(String trusted) throws ServerStartException {
    return EchoServer.start(
        new ServerOptions(List.of(new Endpoint.Tcp(new HostPort(null, 0))), transport, 2)
            .withProxies(new ProxyTrust(List.of(Cidr.parse(trusted)))),
        events);
  }

  /** The end is a reset where the server had not read all that came. */
  private static void assertNothingCameBack(TestClient client) throws Exception {
    try {
      assertEquals(-1, client.in().read());
    } catch (SocketException e) {
      assertThrows(SocketException.class, () -> client.in().read());
    }
  }

  private void assertRejectedOnly(EchoServer server, Rejection reason) throws Exception {
    RecordedEvents.Rejected rejected = (RecordedEvents.Rejected) events.next();
    assertEquals(reason, rejected.reason());
    assertEquals(Machine.seen("::ffff:127.0.0.1", transport), rejected.peer().text());
    assertTrue(server.rejected(reason) > 0);
    assertLeavesTheTable(server);
    assertTrue(events.isEmpty(), "nothing else is told of it");
  }

  private static void assertLeavesTheTable(EchoServer server) {
    while (server.connections() > 0) {
      Pause.briefly();
    }
  }
}
