package dev.echo7.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.TestCertificates;
import dev.echo7.events.ServerEvents;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.net.Transport;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.server.config.ServerTls;
import dev.echo7.server.tls.TrustEverybody;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A program may start and close any number of servers: each takes everything of its own along. */
@Timeout(300)
@EnabledOnOs(OS.LINUX)
@Isolated("counts what the whole process holds")
class ManyServersTest {
  private static final int SERVERS = 200;
  private static final int OPEN_AT_ONCE = 20;
  private static final List<Transport> TRANSPORTS =
      List.of(Transport.TCP, Transport.TLS, Transport.UDP);
  private static final byte[] MESSAGE = "one of many\n".getBytes(US_ASCII);
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int DEADLINE_MS = 20_000;

  private final List<EventLoopKind> kinds = EventLoopKinds.available().toList();

  @TempDir private Path folder = Path.of("");
  private ServerTls tls = ServerTls.SELF_SIGNED;

  @BeforeEach
  void warmUp() throws Exception {
    TestCertificates made = TestCertificates.in(Files.createDirectories(folder.resolve("ca")));
    made.issue("server");
    tls =
        new ServerTls(
            made.file("server.pem"), made.file("server.key"), null, null, ServerTls.Engine.BEST);
    // What Netty, the JDK and this test keep for the whole process is there from now on.
    serve(3 * kinds.size());
  }

  @Test
  void leaveNothingBehindWhenTheyAreClosed() throws Exception {
    ProcessResources before = ProcessResources.now();
    for (int served = 0; served < SERVERS; served += OPEN_AT_ONCE) {
      serve(OPEN_AT_ONCE);
    }
    assertEquals("", before.waitForLeftovers());
  }

  @Test
  void oneThatIsNotClosedIsNoticed() throws Exception {
    ProcessResources before = ProcessResources.now();
    try (EchoServer forgotten = start(Transport.TLS, kinds.get(0))) {
      echo(forgotten, Transport.TLS);
      String left = before.leftovers();
      assertTrue(left.contains("thread event-loop-0"), left);
      assertTrue(left.contains("thread handshakes"), left);
      assertTrue(left.contains("descriptors"), left);
      assertTrue(left.contains("bytes of direct memory"), left);
      assertTrue(forgotten.heldBytes() > 0);
    }
    assertEquals("", before.waitForLeftovers());
  }

  /** Has some servers open at once, of all kinds, and closes them. */
  private void serve(int count) throws Exception {
    List<EchoServer> open = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        Transport transport = TRANSPORTS.get(i % TRANSPORTS.size());
        open.add(start(transport, kinds.get(i / TRANSPORTS.size() % kinds.size())));
        echo(open.get(i), transport);
      }
    } finally {
      open.forEach(EchoServer::close);
    }
    for (EchoServer closed : open) {
      assertEquals(0, closed.heldBytes(), closed::serving);
    }
  }

  private EchoServer start(Transport transport, EventLoopKind kind) throws ServerStartException {
    HostPort anyPort = new HostPort("127.0.0.1", 0);
    Endpoint endpoint =
        switch (transport) {
          case TLS -> new Endpoint.Tls(anyPort);
          case UDP -> new Endpoint.Udp(anyPort);
          default -> new Endpoint.Tcp(anyPort);
        };
    return EchoServer.start(
        new ServerOptions(List.of(endpoint), kind, 2).withTls(tls), ServerEvents.NONE);
  }

  private static void echo(EchoServer server, Transport transport)
      throws IOException, GeneralSecurityException {
    if (transport == Transport.UDP) {
      echoDatagram(server.port());
      return;
    }
    try (Socket socket =
        transport == Transport.TLS
            ? TrustEverybody.context().getSocketFactory().createSocket(LOOPBACK, server.port())
            : new Socket(LOOPBACK, server.port())) {
      socket.setSoTimeout(DEADLINE_MS);
      socket.getOutputStream().write(MESSAGE);
      assertArrayEquals(MESSAGE, socket.getInputStream().readNBytes(MESSAGE.length));
    }
  }

  private static void echoDatagram(int port) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(DEADLINE_MS);
      socket.send(new DatagramPacket(MESSAGE, MESSAGE.length, LOOPBACK, port));
      DatagramPacket reply = new DatagramPacket(new byte[2 * MESSAGE.length], 2 * MESSAGE.length);
      socket.receive(reply);
      assertArrayEquals(MESSAGE, Arrays.copyOf(reply.getData(), reply.getLength()));
    }
  }
}
