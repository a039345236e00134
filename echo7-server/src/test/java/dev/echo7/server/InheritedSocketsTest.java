package dev.echo7.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import dev.echo7.events.ServerEvents;
import dev.echo7.net.Endpoint;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.server.tls.TrustEverybody;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server on sockets that somebody else has opened. */
final class InheritedSocketsTest {
  private static final byte[] BYTES = {1, 2, 3, 0, -1};
  private static final InetSocketAddress FREE_PORT =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

  @TempDir private Path folder;

  @BeforeEach
  void needsEpoll() {
    Assumptions.assumeTrue(Epoll.isAvailable(), "inherited sockets need epoll");
  }

  @Test
  void servesTcpUdpUnixAndTlsAtOnceAndLeavesTheFile() throws Exception {
    Socket tcp = listening(Socket.newSocketStream(), FREE_PORT);
    Socket tls = listening(Socket.newSocketStream(), FREE_PORT);
    Path path = folder.resolve("echo");
    Socket unix = listening(Socket.newSocketDomain(), new DomainSocketAddress(path.toString()));
    Socket udp = bound(Socket.newSocketDgram(), FREE_PORT);
    int tcpPort = tcp.localAddress().getPort();
    int tlsPort = tls.localAddress().getPort();
    int udpPort = udp.localAddress().getPort();
    try (EchoServer server =
        start(
            inherited(tcp, "a.socket"),
            inherited(tls, "tls"),
            inherited(unix, ""),
            inherited(udp, "u"))) {
      assertEquals(
          List.of(
              "tcp 127.0.0.1:" + tcpPort + ", inherited as a.socket",
              "tls 127.0.0.1:" + tlsPort + ", inherited as tls",
              "unix " + path + ", inherited as descriptor " + unix.intValue(),
              "udp 127.0.0.1:" + udpPort + ", inherited as u"),
          server.listening());
      assertEchoes(new InetSocketAddress(FREE_PORT.getAddress(), tcpPort));
      assertEchoes(UnixDomainSocketAddress.of(path));
      assertEchoesDatagrams(udpPort);
      try (SSLSocket client =
          (SSLSocket)
              TrustEverybody.context()
                  .getSocketFactory()
                  .createSocket(FREE_PORT.getAddress(), tlsPort)) {
        client.getOutputStream().write(BYTES);
        assertArrayEquals(BYTES, client.getInputStream().readNBytes(BYTES.length));
      }
    }
    assertTrue(Files.exists(path), "the file of another's socket is gone");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::"})
  void servesAUdpSocketForEveryAddress(String address) throws Exception {
    Machine.requireFamilyOf(address);
    Socket udp =
        bound(Socket.newSocketDgram(), new InetSocketAddress(InetAddress.ofLiteral(address), 0));
    int port = udp.localAddress().getPort();
    try (EchoServer server = start(inherited(udp, ""))) {
      assertEquals(1, server.listening().size());
      assertEchoesDatagrams(port);
    }
  }

  /** As inetd opens one for {@code udp}, without IPv6 options. */
  @Test
  void servesAnIpv4SocketForEveryAddress() throws Exception {
    Socket udp =
        bound(
            new Socket(CSockets.ofIpv4Datagrams()),
            new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0));
    int port = udp.localAddress().getPort();
    try (EchoServer server = start(inherited(udp, ""))) {
      assertEquals(1, server.listening().size());
      assertEchoesDatagrams(port);
    }
  }

  /** systemd passes blocking ones by default, and accept would wait on an event loop. */
  @Test
  void makesTheSocketNonBlocking() throws Exception {
    Socket tcp = listening(Socket.newSocketStream(), FREE_PORT);
    CSockets.block(tcp.intValue());
    assertTrue(CSockets.blocks(tcp.intValue()), "it does not block");
    try (EchoServer server = start(inherited(tcp, ""))) {
      assertFalse(CSockets.blocks(tcp.intValue()), "it blocks");
      assertEchoes(new InetSocketAddress(FREE_PORT.getAddress(), server.port()));
    }
  }

  @Test
  void canBeGivenTheFaultsOfWhatCarriesThem() throws Exception {
    Socket tcp = listening(Socket.newSocketStream(), FREE_PORT);
    Socket udp = bound(Socket.newSocketDgram(), FREE_PORT);
    int udpPort = udp.localAddress().getPort();
    try (EchoServer server = start(inherited(tcp, ""), inherited(udp, ""))) {
      String stream = server.listening().get(0);
      String datagrams = server.listening().get(1);
      assertTrue(server.running().setFaults(stream, "cut=3"));
      assertTrue(server.running().setFaults(datagrams, "drop&after=1"));
      assertEquals(2, server.running().faults().size());
      assertEchoesDatagrams(udpPort);
      assertThrows(
          IllegalArgumentException.class, () -> server.running().setFaults(stream, "drop"));
      assertThrows(
          IllegalArgumentException.class, () -> server.running().setFaults(datagrams, "cut=3"));
    }
  }

  @Test
  void refusesWhatItCannotServeByItsName() throws Exception {
    Socket unixDatagrams =
        bound(
            Socket.newSocketDomainDgram(), new DomainSocketAddress(folder.resolve("d").toString()));
    assertRefused(unixDatagrams, "dgram", " (dgram): a Unix socket that is not a stream socket");
    Socket notListening = bound(Socket.newSocketStream(), FREE_PORT);
    assertRefused(notListening, "", ": the stream socket is not listening");
    Socket unbound = Socket.newSocketDgram();
    assertRefused(unbound, "", ": the UDP socket is not bound");
    Socket udp = bound(Socket.newSocketDgram(), FREE_PORT);
    assertRefused(udp, "tls", " (tls): TLS is not supported over UDP");
  }

  @Test
  void refusesADescriptorThatIsNotOpen() {
    ServerStartException refusal =
        assertThrows(
            ServerStartException.class, () -> start(new Endpoint.Inherited(9_999, "gone")));
    String reason = String.valueOf(refusal.getMessage());
    assertTrue(reason.startsWith("cannot serve on descriptor 9999 (gone): not open"), reason);
  }

  private static void assertRefused(Socket socket, String name, String reason) throws IOException {
    ServerStartException refusal =
        assertThrows(ServerStartException.class, () -> start(inherited(socket, name)));
    String line = String.valueOf(refusal.getMessage());
    assertTrue(line.startsWith("cannot serve on descriptor " + socket.intValue() + reason), line);
    assertEquals(1, line.lines().count());
    socket.close();
  }

  private static EchoServer start(Endpoint... endpoints) throws ServerStartException {
    return EchoServer.start(new ServerOptions(List.of(endpoints), null, 1), ServerEvents.NONE);
  }

  private static Endpoint inherited(Socket socket, String name) {
    return new Endpoint.Inherited(socket.intValue(), name);
  }

  private static Socket bound(Socket socket, SocketAddress address) throws IOException {
    socket.bind(address);
    return socket;
  }

  private static Socket listening(Socket socket, SocketAddress address) throws IOException {
    bound(socket, address).listen(16);
    return socket;
  }

  private static void assertEchoes(SocketAddress address) throws IOException {
    try (SocketChannel client = SocketChannel.open(address)) {
      client.write(ByteBuffer.wrap(BYTES));
      client.shutdownOutput();
      assertArrayEquals(BYTES, Channels.newInputStream(client).readAllBytes());
    }
  }

  private static void assertEchoesDatagrams(int port) throws IOException {
    try (DatagramSocket client = new DatagramSocket()) {
      client.setSoTimeout(10_000);
      client.connect(FREE_PORT.getAddress(), port);
      client.send(new DatagramPacket(BYTES, BYTES.length));
      DatagramPacket reply = new DatagramPacket(new byte[100], 100);
      client.receive(reply);
      assertEquals(BYTES.length, reply.getLength());
    }
  }
}
