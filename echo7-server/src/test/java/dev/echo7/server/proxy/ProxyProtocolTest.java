package dev.echo7.server.proxy;

import static dev.echo7.server.proxy.ProxyHeaders.join;
import static dev.echo7.server.proxy.ProxyHeaders.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import dev.echo7.net.Cidr;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.server.EchoServer;
import dev.echo7.server.RecordedEvents;
import dev.echo7.server.TestClient;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.ProxyTrust;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.config.ServerStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that a trusted proxy makes is its client's, and every byte after the header is. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.echo7.server.EventLoopKinds#available")
class ProxyProtocolTest {
  private final EventLoopKind transport;
  private final String proxy;
  private final RecordedEvents events = new RecordedEvents();

  ProxyProtocolTest(EventLoopKind transport) {
    this.transport = transport;
    this.proxy = Machine.seen("::ffff:127.0.0.1", transport);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v1,192.0.2.1:56324,198.51.100.1:443       | ::ffff:192.0.2.1",
        "v2,192.0.2.1:56324,198.51.100.1:443       | ::ffff:192.0.2.1",
        "v1,[2001:db8::1]:56324,[2001:db8::2]:443  | 2001:db8::1",
        "v2,[2001:db8::1]:56324,[2001:db8::2]:443  | 2001:db8::1",
        "v2,[::ffff:192.0.2.1]:1,[::ffff:192.0.2.2]:2 | ::ffff:192.0.2.1",
        "v2,192.0.2.1:0,198.51.100.1:0             | ::ffff:192.0.2.1",
        "v2,unix:/run/client.sock,unix:/run/server.sock | unix:/run/client.sock",
      })
  void showsTheClientAndItsProxy(String header, String client) throws Exception {
    assertShows(ProxyHeaders.of(header), client, proxy);
  }

  @Test
  void showsV4MappedAddressesInFull() throws Exception {
    byte[] addresses = new byte[36];
    addresses[10] = addresses[11] = addresses[26] = addresses[27] = -1;
    addresses[15] = 9;
    assertShows(ProxyHeaders.structure(0x21, 0x21, addresses), "::ffff:0.0.0.9", proxy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY UNKNOWN\r\n",
        "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n",
        "\r\n\r\n\0\r\nQUIT\n \0\0\0",
        "\r\n\r\n\0\r\nQUIT\n \u0011\0\u000c123456789012",
        "\r\n\r\n\0\r\nQUIT\n \0\0\u0004\u0004\0\1x",
        "\r\n\r\n\0\r\nQUIT\n!\0\0\0",
      })
  void showsTheConnectionItselfWhereTheHeaderSpeaksOfNobody(String header) throws Exception {
    assertShows(text(header), proxy, null);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 300, 1_024})
  void passesOverAdditions(int bytes) throws Exception {
    assertShows(ProxyHeaders.withAddition(bytes), "::ffff:192.0.2.1", proxy);
  }

  @Test
  void admitsTheLongestLine() throws Exception {
    byte[] header = text("PROXY UNKNOWN " + "x".repeat(107 - 16) + "\r\n");
    assertEquals(107, header.length);
    assertShows(header, proxy, null);
  }

  @Test
  void showsIpv4AddressesPlainlyOnAnIpv4Socket() throws Exception {
    try (EchoServer server = start("127.0.0.1", "127.0.0.1");
        TestClient client = TestClient.connect(server)) {
      client.send(ProxyHeaders.of(String.format(Locale.ROOT, ProxyHeaders.TCP4, 1)));
      events.assertOpened("192.0.2.1", "127.0.0.1");
    }
  }

  @Test
  void trustsNetworksOfBothFamilies() throws Exception {
    Machine.requireIpv6();
    try (EchoServer server = start(null, "::1");
        TestClient client = TestClient.connect(InetAddress.ofLiteral("::1"), server.port())) {
      client.send(ProxyHeaders.of(String.format(Locale.ROOT, ProxyHeaders.TCP6, 2)));
      events.assertOpened("2001:db8::1", "::1");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void takesHeadersThatDrip(int version) throws Exception {
    byte[] header = ProxyHeaders.of(String.format(Locale.ROOT, ProxyHeaders.TCP6, version));
    try (EchoServer server = start(null, "127.0.0.0/8");
        TestClient client = TestClient.connect(server)) {
      for (byte one : join(header, text("first"))) {
        client.out().write(one);
      }
      assertEquals("first", client.receiveText(5));
      client.send("second");
      assertEquals("second", client.receiveText(6));
      events.assertOpened("2001:db8::1", proxy);
    }
  }

  /** What follows may look like a header, and is none. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void echoesEveryByteAfterTheHeader(int version) throws Exception {
    byte[] header = ProxyHeaders.of(String.format(Locale.ROOT, ProxyHeaders.TCP4, version));
    byte[] payload = new byte[3 << 20];
    new Random(version).nextBytes(payload);
    System.arraycopy(header, 0, payload, 0, header.length);
    try (EchoServer server = start(null, "127.0.0.0/8");
        TestClient client = TestClient.connect(server)) {
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                try {
                  client.send(join(header, payload));
                  client.halfClose();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      assertArrayEquals(payload, client.in().readAllBytes());
      sent.join();
    }
  }

  @Test
  void answersAConnectionOfAHeaderAlone() throws Exception {
    try (EchoServer server = start(null, "127.0.0.0/8");
        TestClient client = TestClient.connect(server)) {
      client.send(ProxyHeaders.of(String.format(Locale.ROOT, ProxyHeaders.TCP4, 2)));
      client.halfClose();
      assertEquals(-1, client.in().read());
      events.assertOpened(Machine.seen("::ffff:192.0.2.1", transport), proxy);
      assertTrue(events.next() instanceof RecordedEvents.Closed);
    }
  }

  @Test
  void isOffUnlessAskedFor() throws Exception {
    byte[] header = ProxyHeaders.of(String.format(Locale.ROOT, ProxyHeaders.TCP4, 1));
    ServerOptions options =
        new ServerOptions(List.of(new Endpoint.Tcp(new HostPort(null, 0))), transport, 1);
    assertNull(options.proxies());
    try (EchoServer server = EchoServer.start(options, events);
        TestClient client = TestClient.connect(server)) {
      client.send(header);
      assertArrayEquals(header, client.receive(header.length));
    }
  }

  private void assertShows(byte[] header, String client, @Nullable String proxy) throws Exception {
    try (EchoServer server = start(null, "127.0.0.0/8");
        TestClient peer = TestClient.connect(server)) {
      peer.send(join(header, text("123\n")));
      assertEquals("123\n", peer.receiveText(4));
      events.assertOpened(Machine.seen(client, transport), proxy);
    }
  }

  private EchoServer start(@Nullable String host, String trusted) throws ServerStartException {
    return EchoServer.start(
        new ServerOptions(List.of(new Endpoint.Tcp(new HostPort(host, 0))), transport, 2)
            .withProxies(new ProxyTrust(List.of(Cidr.parse(trusted)))),
        events);
  }
}
