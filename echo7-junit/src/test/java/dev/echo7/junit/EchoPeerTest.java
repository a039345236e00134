package dev.echo7.junit;

import static dev.echo7.fault.ByteUnit.KIB;
import static dev.echo7.fault.Fault.corrupt;
import static dev.echo7.fault.Fault.cut;
import static dev.echo7.fault.Fault.delay;
import static dev.echo7.fault.Fault.drop;
import static dev.echo7.fault.Fault.greet;
import static dev.echo7.fault.Fault.noaccept;
import static dev.echo7.fault.Fault.reset;
import static dev.echo7.fault.Fault.stall;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.events.CloseReason;
import dev.echo7.fault.Faults;
import dev.echo7.junit.PeerConnection.Side;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer on TCP, as a plain socket and a reader of its record see it. */
@Timeout(60)
class EchoPeerTest {
  private static final Duration SHORT = Duration.ofMillis(50);

  @StartStop private final EchoPeer peer = EchoPeer.tcp();

  @Test
  void echoesAndRemembersWhatItReceived() throws IOException {
    byte[] sent = Client.bytes(100_000);
    try (Socket socket = Client.connect(peer)) {
      assertArrayEquals(sent, Client.echo(socket, sent));
      assertEquals("127.0.0.1:" + socket.getLocalPort(), peer.connection(0).client());
      assertTrue(peer.connection(0).isOpen());
    }
    PeerConnection connection = peer.connection(0);
    assertEquals(Side.CLIENT, connection.closedBy());
    assertEquals(CloseReason.PEER_CLOSED, connection.reason());
    assertArrayEquals(sent, connection.received());
    assertEquals(sent.length, connection.bytesReceived());
    assertEquals(sent.length, connection.bytesSent());
    assertEquals(List.of(), connection.hits());
    assertFalse(connection.isOpen());
  }

  @Test
  void listensOnTheLoopbackAddressOnly() {
    assertEquals(InetAddress.getLoopbackAddress(), peer.address().getAddress());
    assertEquals(peer.port(), peer.address().getPort());
  }

  @Test
  void cutsAfterExactlyTheBytesThatWereAskedFor() throws IOException {
    byte[] sent = Client.bytes(100_000);
    peer.fault(cut(64, KIB));
    try (Socket socket = Client.connect(peer)) {
      socket.getOutputStream().write(sent);
      assertArrayEquals(Arrays.copyOf(sent, 64 * 1024), socket.getInputStream().readAllBytes());
    }
    PeerConnection connection = peer.connection(0);
    assertEquals(Side.SERVER, connection.closedBy());
    assertEquals(CloseReason.FAULT, connection.reason());
    assertArrayEquals(sent, connection.received());
    assertEquals(64 * 1024, connection.bytesSent());
    assertEquals("cut", connection.hits().get(0).word());
    assertEquals(64 * 1024, connection.hits().get(0).at());
  }

  @Test
  void changesItsFaultsWhileItRuns() throws IOException {
    try (Socket before = Client.connect(peer)) {
      peer.connection(0);
      peer.fault(reset());
      // It may come before connect(2) has returned.
      assertThrows(SocketException.class, this::echo);
      assertEquals(Side.SERVER, peer.connection(1).closedBy());
      assertArrayEquals(Client.bytes(10), Client.echo(before, Client.bytes(10)));
      peer.fault();
      echo();
    }
  }

  private void echo() throws IOException {
    try (Socket socket = Client.connect(peer)) {
      assertArrayEquals(Client.bytes(10), Client.echo(socket, Client.bytes(10)));
    }
  }

  @Test
  void makesSomethingGoWrongOnAnOpenConnection() throws IOException {
    try (Socket stalled = Client.connect(peer);
        Socket cut = Client.connect(peer)) {
      Client.echo(stalled, Client.bytes(10));
      Client.echo(cut, Client.bytes(10));
      peer.connection(0).fault(stall(0));
      peer.connection(1).fault(cut(0));
      assertEquals(-1, cut.getInputStream().read());
      stalled.setSoTimeout(100);
      assertThrows(SocketTimeoutException.class, () -> Client.echo(stalled, Client.bytes(10)));
    }
    assertEquals(Side.SERVER, peer.connection(1).closedBy());
    assertThrows(IllegalStateException.class, () -> peer.connection(1).fault(reset()));
  }

  @Test
  void refusesToMakeAnythingElseGoWrongOnAnOpenConnection() throws IOException {
    try (Socket socket = Client.connect(peer)) {
      Client.echo(socket, Client.bytes(10));
      String message =
          Client.message(
              IllegalArgumentException.class, () -> peer.connection(0).fault(cut(64, KIB)));
      assertTrue(message.contains("'cut=64k' cannot act on an open connection"), message);
    }
  }

  @Test
  void comesBackOnTheSamePort() throws IOException {
    int port = peer.port();
    try (Socket socket = Client.connect(peer)) {
      Client.echo(socket, Client.bytes(10));
      peer.stop();
      assertEquals(Side.SERVER, peer.connection(0).closedBy());
      assertThrows(ConnectException.class, () -> Client.connect(peer).close());
    }
    peer.start();
    assertEquals(port, peer.port());
    echo();
    assertEquals(2, peer.connections().size());
  }

  @Test
  void startsAndStopsAnyNumberOfTimes() {
    assertSame(peer, peer.start());
    peer.stop();
    peer.stop();
    peer.close();
  }

  @Test
  void repeatsAllFaultsOfASeed() throws IOException {
    peer.fault(corrupt(100)).seed(7);
    byte[] first = corrupted();
    assertNotEquals(-1, Arrays.mismatch(Client.bytes(10_000), first));
    peer.fault(corrupt(100));
    assertArrayEquals(first, corrupted());
    peer.seed(8);
    assertNotEquals(-1, Arrays.mismatch(first, corrupted()));
  }

  private byte[] corrupted() throws IOException {
    try (Socket socket = Client.connect(peer)) {
      return Client.echo(socket, Client.bytes(10_000));
    }
  }

  @Test
  void reportsTheSeedThatItHasDrawn() throws IOException {
    peer.fault(corrupt(100));
    byte[] first = corrupted();
    String query = peer.toString().replaceAll(".*[?]", "");
    assertTrue(query.matches("corrupt=1/100&seed=[0-9]+"), query);
    peer.faults(Faults.parse(query));
    assertArrayEquals(first, corrupted());
  }

  @Test
  void takesSeveralFaultsInTheirOrder() throws IOException {
    peer.fault(cut(3), greet("hello\n"));
    try (Socket socket = Client.connect(peer)) {
      socket.getOutputStream().write("abcdef".getBytes(US_ASCII));
      assertEquals("hello\nabc", new String(socket.getInputStream().readAllBytes(), US_ASCII));
    }
  }

  @Test
  void refusesFaultsThatItsTransportCannotHave() {
    String message = Client.message(IllegalArgumentException.class, () -> peer.fault(drop(1)));
    assertTrue(message.startsWith("'drop' is for UDP, not for tcp"), message);
    assertThrows(IllegalArgumentException.class, () -> peer.fault(noaccept()));
    assertTrue(peer.toString().endsWith(":" + peer.port()), "unchanged: " + peer);
  }

  @Test
  void waitsForConnectionsAndBytes() throws Exception {
    try (Socket one = Client.connect(peer);
        Socket other = Client.connect(peer)) {
      assertEquals(2, peer.await().connections(2, Client.DEADLINE).size());
      Thread sender =
          new Thread(
              () -> {
                try {
                  Thread.sleep(SHORT.toMillis());
                  other.getOutputStream().write(Client.bytes(5_000));
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      sender.start();
      assertArrayEquals(Client.bytes(5_000), peer.connection(1).received(5_000));
      sender.join();
      one.shutdownOutput();
      assertFalse(peer.await().closed(1, Client.DEADLINE).get(0).isOpen());
    }
  }

  @Test
  void failsTheTestWhenItWaitsInVain() throws IOException {
    try (Socket socket = Client.connect(peer)) {
      Client.echo(socket, "GET /\n".getBytes(US_ASCII));
      String message =
          Client.message(AssertionError.class, () -> peer.await().connections(2, SHORT));
      assertTrue(message.startsWith("1 connections after 50 ms, not 2; tcp://127.0.0.1:"), message);
      assertTrue(
          message.matches(
              "(?s).*\n  connection 0 from 127\\.0\\.0\\.1:[0-9]+: received 6, sent [06]; open;"
                  + " received \"GET /\\\\n\""),
          message);
      assertThrows(AssertionError.class, () -> peer.await().closed(1, SHORT));
      assertThrows(AssertionError.class, () -> peer.await().datagrams(1, SHORT));
    }
    String message = Client.message(AssertionError.class, () -> peer.connection(0).received(7));
    assertTrue(message.startsWith("fewer than 7 bytes came in: connection 0 from "), message);
  }

  @Test
  void keepsNoMorePayloadThanIsAllowed() throws IOException {
    peer.keep(1_000);
    try (Socket socket = Client.connect(peer)) {
      Client.echo(socket, Client.bytes(900));
      assertEquals(900, peer.connection(0).received().length);
      Client.echo(socket, Client.bytes(101));
      assertEquals(1_001, peer.connection(0).bytesReceived());
      String message =
          Client.message(IllegalStateException.class, () -> peer.connection(0).received());
      assertEquals(
          "connection 0 received 1001 bytes, more than fits into the 1000 that its peer keeps;"
              + " allow more by EchoPeer.keep(...)",
          message);
    }
  }

  @Test
  void forgets() throws IOException {
    peer.keep(100);
    try (Socket before = Client.connect(peer)) {
      Client.echo(before, Client.bytes(100));
      peer.forget();
      assertEquals(List.of(), peer.connections());
      Client.echo(before, Client.bytes(10));
      try (Socket after = Client.connect(peer)) {
        Client.echo(after, Client.bytes(100));
        assertArrayEquals(Client.bytes(100), peer.connection(0).received());
      }
    }
    assertEquals(1, peer.await().closed(1, Client.DEADLINE).size());
  }

  @Test
  void hasNoAddressBeforeItsFirstStart() {
    String message = Client.message(IllegalStateException.class, () -> EchoPeer.tcp().address());
    assertEquals(
        "this peer was never started; annotate its field with @StartStop, or call start()",
        message);
    assertThrows(IllegalStateException.class, peer::path);
    assertThrows(IllegalStateException.class, peer::tls);
  }

  @Test
  void worksWithoutJUnit() throws IOException {
    int port;
    try (EchoPeer own = EchoPeer.tcp().fault(delay(SHORT)).start();
        Socket socket = Client.connect(own)) {
      port = own.port();
      assertArrayEquals(Client.bytes(10), Client.echo(socket, Client.bytes(10)));
      assertNotEquals(peer.port(), port);
    }
    assertThrows(
        ConnectException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
  }

  @Test
  void sharesNothingWithOthers() throws IOException {
    try (EchoPeer other = EchoPeer.tcp().start();
        Socket socket = Client.connect(other)) {
      Client.echo(socket, Client.bytes(10));
      assertEquals(List.of(), peer.connections());
      assertEquals(peer + "\n  nothing came in", peer.report());
    }
  }
}
