package dev.echo7.server.limit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.events.Rejection;
import dev.echo7.events.ServerEvents;
import dev.echo7.net.Cidr;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.server.EchoServer;
import dev.echo7.server.RecordedNews;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.Limits;
import dev.echo7.server.config.ProxyTrust;
import dev.echo7.server.config.ServerOptions;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each source has its share, and takes nothing of that of others. */
@Timeout(60)
class SourceLimitsTest {
  private static final int ANY = 0;
  private static final String FLOODER = "127.0.0.2";
  private static final String CLIENT = "127.0.0.3";

  private final RecordedNews news = new RecordedNews();

  @ParameterizedTest
  @MethodSource("dev.echo7.server.EventLoopKinds#available")
  void refusesByResetWhatASourceHasTooManyOf(EventLoopKind transport) throws Exception {
    try (EchoServer server = start(transport, 2, ANY);
        Socket first = connect(FLOODER, server);
        Socket second = connect(FLOODER, server)) {
      assertEchoes(first);
      assertEchoes(second);
      assertThrows(IOException.class, () -> assertServes(FLOODER, server));
      news.await("rejected TOO_MANY_FROM_SOURCE");
      assertEquals(1, server.rejected(Rejection.TOO_MANY_FROM_SOURCE));
      try (Socket other = connect(CLIENT, server)) {
        assertEchoes(other);
      }
      first.shutdownOutput();
      awaitEcho(FLOODER, server);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.echo7.server.EventLoopKinds#available")
  void servesOneSourceAtOnceWhileAnotherFloods(EventLoopKind transport) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    try (EchoServer server = EchoServer.start(options(transport, 20, 50), ServerEvents.NONE)) {
      List<Thread> flood = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        flood.add(Thread.ofVirtual().start(() -> flood(server, over)));
      }
      try {
        while (server.rejected(Rejection.TOO_MANY_FROM_SOURCE) < 100) {
          Pause.briefly();
        }
        long slowestNs = 0;
        for (int i = 0; i < 40; i++) {
          long startNs = System.nanoTime();
          assertServes(CLIENT, server);
          slowestNs = Math.max(slowestNs, System.nanoTime() - startNs);
        }
        long slowestMs = slowestNs / 1_000_000;
        // A lost SYN would cost a second.
        assertTrue(slowestMs < 1_000, slowestMs + " ms for a connection beside a flood");
      } finally {
        over.set(true);
        for (Thread each : flood) {
          each.join();
        }
      }
    }
  }

  @Test
  void holdsTheClientOfAProxyToItNotTheProxy() throws Exception {
    ServerOptions options =
        options(EventLoopKind.best(), 1, ANY)
            .withProxies(new ProxyTrust(List.of(Cidr.parse("127.0.0.0/8"))));
    try (EchoServer server = EchoServer.start(options, news);
        Socket one = connect(CLIENT, server);
        Socket same = connect(CLIENT, server);
        Socket other = connect(CLIENT, server)) {
      claim(one, "192.0.2.1");
      assertEchoes(one);
      claim(same, "192.0.2.1");
      assertThrows(IOException.class, () -> assertEchoes(same));
      news.await("rejected TOO_MANY_FROM_SOURCE");
      claim(other, "192.0.2.2");
      assertEchoes(other);
    }
  }

  @Test
  void takesANetworkOfIpv6ForOneSource() {
    SourceLimits limits = new SourceLimits(1, ANY);
    assertNull(admit(limits, "2001:db8:0:1::1"));
    assertEquals(Rejection.TOO_MANY_FROM_SOURCE, admit(limits, "2001:db8:0:1:ffff::2"));
    assertNull(admit(limits, "2001:db8:0:2::1"));
    assertNull(admit(limits, "192.0.2.1"));
    assertEquals(Rejection.TOO_MANY_FROM_SOURCE, admit(limits, "::ffff:192.0.2.1"));
  }

  @Test
  void letsNewSourcesShareOneEntryWhileEveryEntryHoldsAConnection() {
    SourceLimits limits = new SourceLimits(2, ANY);
    List<Channel> connections = new ArrayList<>();
    for (int i = 0; i < SourceTable.MAX_SOURCES; i++) {
      Channel connection = new EmbeddedChannel();
      connections.add(connection);
      assertNull(limits.admit(source(i), connection));
    }
    Channel extra = new EmbeddedChannel();
    assertNull(limits.admit(source(SourceTable.MAX_SOURCES), extra));
    assertNull(admit(limits, "192.0.2.2"));
    assertEquals(Rejection.TOO_MANY_FROM_SOURCE, admit(limits, "192.0.2.3"));
    assertNull(limits.admit(source(7), new EmbeddedChannel()), "one that is in the table");
    extra.close();
    assertNull(admit(limits, "192.0.2.3"));
    connections.forEach(Channel::close);
    // A sweep is due every 100 ms.
    long endNs = System.nanoTime() + SECONDS.toNanos(20);
    while (admit(limits, "192.0.2.4") != null) {
      assertTrue(System.nanoTime() < endNs, "nobody is forgotten");
      Pause.briefly();
    }
  }

  private static @Nullable Rejection admit(SourceLimits limits, String source) {
    return limits.admit(InetAddress.ofLiteral(source), new EmbeddedChannel());
  }

  private static InetAddress source(int i) {
    return InetAddress.ofLiteral("10." + (i >> 16) + "." + (i >> 8 & 0xff) + "." + (i & 0xff));
  }

  private EchoServer start(EventLoopKind transport, int perSource, int rate) throws Exception {
    return EchoServer.start(options(transport, perSource, rate), news);
  }

  private static ServerOptions options(EventLoopKind transport, int perSource, int rate) {
    return new ServerOptions(List.of(new Endpoint.Tcp(new HostPort(null, 0))), transport, 2)
        .withLimits(
            new Limits(
                0, perSource, rate, Duration.ZERO, Duration.ZERO, 0, Duration.ofSeconds(10)));
  }

  /** As fast as it is refused; what it gets it keeps. */
  private static void flood(EchoServer server, AtomicBoolean over) {
    List<Socket> kept = new ArrayList<>();
    while (!over.get()) {
      try {
        Socket socket = connect(FLOODER, server);
        kept.add(socket);
        assertEchoes(socket);
      } catch (IOException e) {
        closeLast(kept);
      }
    }
    while (!kept.isEmpty()) {
      closeLast(kept);
    }
  }

  private static void closeLast(List<Socket> sockets) {
    try {
      if (!sockets.isEmpty()) {
        sockets.removeLast().close();
      }
    } catch (IOException e) {
      // It was reset.
    }
  }

  private static Socket connect(String from, EchoServer server) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    socket.connect(
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port()), 20_000);
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void claim(Socket socket, String source) throws IOException {
    String header = "PROXY TCP4 " + source + " 192.0.2.9 4000 7\r\n";
    socket.getOutputStream().write(header.getBytes(StandardCharsets.US_ASCII));
  }

  private static void assertEchoes(Socket client) throws IOException {
    client.getOutputStream().write('x');
    int echo = client.getInputStream().read();
    if (echo < 0) {
      throw new IOException("ended, not reset");
    }
    assertEquals('x', echo);
  }

  private static void assertServes(String from, EchoServer server) throws IOException {
    try (Socket client = connect(from, server)) {
      assertEchoes(client);
    }
  }

  private static void awaitEcho(String from, EchoServer server) throws IOException {
    for (long endNs = System.nanoTime() + SECONDS.toNanos(20); ; Pause.briefly()) {
      try {
        assertServes(from, server);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > endNs) {
          throw e;
        }
      }
    }
  }
}
