package dev.echo7.junit;

import static dev.echo7.fault.ByteUnit.KIB;
import static dev.echo7.fault.Fault.certificate;
import static dev.echo7.fault.Fault.cut;
import static dev.echo7.fault.Fault.drop;
import static dev.echo7.fault.Fault.reset;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.fault.Fault.Certificate;
import dev.echo7.junit.PeerConnection.Side;
import dev.echo7.server.config.EventLoopKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers on TLS, UDP and Unix sockets, and on the event loops that a fault needs. */
@Timeout(60)
class OtherTransportsTest {
  private static final byte[] HELLO = "hello".getBytes(US_ASCII);
  private static final int SILENCE_MS = 200;

  /** Connects and shakes hands, and checks the host's name as an HTTPS client does. */
  private static SSLSocket handshake(EchoPeer peer) throws IOException {
    SSLSocket socket =
        (SSLSocket) peer.tls().context().getSocketFactory().createSocket("localhost", peer.port());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.setSoTimeout((int) Client.DEADLINE.toMillis());
    try {
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Test
  void isTrustedByItsOwnContext() throws IOException {
    try (EchoPeer peer = EchoPeer.secure().start()) {
      try (SSLSocket socket = handshake(peer)) {
        assertArrayEquals(HELLO, Client.echo(socket, HELLO));
        assertEquals(peer.tls().certificate(), socket.getSession().getPeerCertificates()[0]);
      }
      PeerConnection connection = peer.connection(0);
      assertEquals(Side.CLIENT, connection.closedBy());
      assertArrayEquals(HELLO, connection.received());
      assertEquals("TLSv1.3", Objects.requireNonNull(connection.tls()).version());
      assertTrue(peer.tls().authority().getBasicConstraints() >= 0, "is an authority");
    }
  }

  @Test
  void hasOneAuthorityForAllPeers() throws IOException {
    try (EchoPeer first = EchoPeer.secure().start();
        EchoPeer second = EchoPeer.secure().start();
        SSLSocket socket =
            (SSLSocket)
                first.tls().context().getSocketFactory().createSocket("127.0.0.1", second.port())) {
      assertArrayEquals(HELLO, Client.echo(socket, HELLO));
    }
  }

  @ParameterizedTest
  @EnumSource(Certificate.class)
  void hasNothingWrongWithItsCertificateButOneThing(Certificate kind) {
    try (EchoPeer peer = EchoPeer.secure().fault(certificate(kind)).start()) {
      SSLException failure = assertThrows(SSLException.class, () -> handshake(peer).close());
      Throwable cause = failure;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      switch (kind) {
        case EXPIRED -> assertInstanceOf(CertificateExpiredException.class, cause);
        case NOT_YET -> assertInstanceOf(CertificateNotYetValidException.class, cause);
        case UNKNOWN_CA -> assertInstanceOf(CertPathBuilderException.class, cause);
        case WRONG_HOST ->
            assertTrue(String.valueOf(cause.getMessage()).contains("matching localhost"));
      }
      assertTrue(peer.toString().contains("?cert=" + kind), peer.toString());
      assertThrows(IllegalArgumentException.class, peer::fault);
    }
  }

  @Test
  void takesOtherFaultsBesideABadCertificate() throws IOException {
    try (EchoPeer peer =
            EchoPeer.secure().fault(certificate(Certificate.WRONG_HOST), cut(3)).seed(7).start();
        Socket socket =
            peer.tls().context().getSocketFactory().createSocket("127.0.0.1", peer.port())) {
      socket.getOutputStream().write(HELLO);
      assertEquals("hel", new String(socket.getInputStream().readAllBytes(), US_ASCII));
    }
  }

  @Test
  void remembersDatagrams() throws IOException {
    try (EchoPeer peer = EchoPeer.udp().start();
        DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout((int) Client.DEADLINE.toMillis());
      socket.send(new DatagramPacket(HELLO, HELLO.length, peer.address()));
      DatagramPacket reply = new DatagramPacket(new byte[100], 100);
      socket.receive(reply);
      assertArrayEquals(HELLO, Arrays.copyOf(reply.getData(), reply.getLength()));
      socket.send(new DatagramPacket(new byte[0], 0, peer.address()));
      PeerDatagram empty = peer.await().datagrams(2, Client.DEADLINE).get(1);
      assertEquals(0, empty.size());
      PeerDatagram first = peer.datagrams().get(0);
      assertArrayEquals(HELLO, first.payload());
      assertEquals(socket.getLocalPort(), first.from().getPort());
      assertEquals("5 bytes from 127.0.0.1:" + socket.getLocalPort(), first.toString());
      assertTrue(peer.report().contains("\n  5 bytes from 127.0.0.1:"), peer::report);
    }
  }

  @Test
  void seesDatagramsThatItDoesNotAnswer() throws IOException {
    try (EchoPeer peer = EchoPeer.udp().fault(drop(1)).start();
        DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(HELLO, HELLO.length, peer.address()));
      peer.await().datagrams(1, Client.DEADLINE);
      socket.setSoTimeout(SILENCE_MS);
      assertThrows(
          SocketTimeoutException.class, () -> socket.receive(new DatagramPacket(new byte[9], 9)));
    }
  }

  @Test
  void keepsNoMoreDatagramsThanIsAllowed() throws IOException {
    try (EchoPeer peer = EchoPeer.udp().keep(HELLO.length).start();
        DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(HELLO, HELLO.length, peer.address()));
      socket.send(new DatagramPacket(HELLO, HELLO.length, peer.address()));
      PeerDatagram second = peer.await().datagrams(2, Client.DEADLINE).get(1);
      assertThrows(IllegalStateException.class, second::payload);
      assertArrayEquals(HELLO, peer.datagrams().get(0).payload());
    }
  }

  @Test
  void servesAUnixSocketInAFolderOfItsOwn() throws IOException {
    requireEpoll();
    try (EchoPeer peer = EchoPeer.unix().start()) {
      echoOverUnix(peer);
      assertArrayEquals(HELLO, peer.connection(0).received());
      peer.stop();
      assertFalse(Files.exists(peer.path().getParent()), "left " + peer.path().getParent());
      peer.start();
      echoOverUnix(peer);
      assertThrows(IllegalStateException.class, peer::address);
    }
  }

  private static void echoOverUnix(EchoPeer peer) throws IOException {
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(peer.path()))) {
      client.write(ByteBuffer.wrap(HELLO));
      ByteBuffer echo = ByteBuffer.allocate(HELLO.length);
      while (echo.hasRemaining() && client.read(echo) >= 0) {
        // Until the whole echo is there.
      }
      assertArrayEquals(HELLO, echo.array());
    }
  }

  @Test
  void resetsAfterExactlyTheBytesThatWereAskedFor() throws IOException {
    requireEpoll();
    byte[] sent = Client.bytes(200_000);
    EchoPeer peer = EchoPeer.tcp().fault(reset(64, KIB));
    try (peer) {
      startIfTheKernelCanBeAsked(peer);
      try (Socket socket = Client.connect(peer)) {
        send(socket, sent);
        InputStream in = socket.getInputStream();
        assertArrayEquals(Arrays.copyOf(sent, 64 * 1024), in.readNBytes(64 * 1024));
        assertThrows(SocketException.class, in::read);
      }
      assertEquals(Side.SERVER, peer.connection(0).closedBy());
    }
  }

  /** Ours is a JVM that may make native calls; that of another may not, and the server says so. */
  private static void startIfTheKernelCanBeAsked(EchoPeer peer) {
    boolean mayAsk = Runtime.version().feature() >= 22;
    if (mayAsk) {
      peer.start();
      return;
    }
    String message = Client.message(UncheckedIOException.class, peer::start);
    assertTrue(message.contains("needs Java 22 or later"), message);
    Assumptions.abort(message);
  }

  private static void send(Socket socket, byte[] bytes) {
    Thread sender =
        new Thread(
            () -> {
              try {
                socket.getOutputStream().write(bytes);
              } catch (IOException e) {
                // The reset.
              }
            });
    sender.setDaemon(true);
    sender.start();
  }

  @Test
  void refusesToWaitForTheKernelOnceItRunsOnNio() {
    try (EchoPeer peer = EchoPeer.tcp().start()) {
      String message =
          Client.message(IllegalArgumentException.class, () -> peer.fault(reset(64, KIB)));
      assertTrue(message.contains("which nio cannot report"), message);
      peer.stop();
      peer.fault(reset(64, KIB));
    }
  }

  private static void requireEpoll() {
    Throwable missing = EventLoopKind.EPOLL.unavailability();
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    Assumptions.assumeTrue(missing == null, () -> "no epoll on " + system);
  }
}
