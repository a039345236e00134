package dev.echo7.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.events.Connection;
import dev.echo7.events.ServerEvents;
import dev.echo7.net.InvalidEndpointException;
import dev.echo7.net.Transport;
import dev.echo7.server.config.BoundEndpoint;
import dev.echo7.server.config.DrainReceipt;
import dev.echo7.server.config.ServerStartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The public way to a server. */
class EchoServerBuilderTest {
  private static final byte[] BYTES = {1, 2, 3};

  @Test
  void tellsEachEndpointWithTheAddressThatItIsBoundTo() throws Exception {
    try (EchoServer server =
        EchoServer.builder().listen("tcp://127.0.0.1:0").listen("udp://127.0.0.1:0").start()) {
      List<BoundEndpoint> endpoints = server.endpoints();
      assertEquals(2, endpoints.size());
      assertEquals(Transport.TCP, endpoints.get(0).endpoint().transport());
      assertEquals(Transport.UDP, endpoints.get(1).endpoint().transport());
      for (BoundEndpoint endpoint : endpoints) {
        InetSocketAddress address = Objects.requireNonNull(endpoint.address());
        assertTrue(address.getAddress().isLoopbackAddress());
        assertEquals(address.getPort(), endpoint.port());
        assertTrue(endpoint.toString().endsWith("://127.0.0.1:" + endpoint.port()));
      }
      assertEquals(server.port(), endpoints.get(0).port());
      echo(server);
    }
  }

  @Test
  void takesUdpBesideTcpAsAnEndpointOfItsOwn() throws Exception {
    try (EchoServer server = EchoServer.builder().listen("127.0.0.1:0").udp().start()) {
      assertEquals(
          List.of(Transport.TCP, Transport.UDP),
          server.endpoints().stream().map(bound -> bound.endpoint().transport()).toList());
      assertEquals(server.port(), server.endpoints().get(1).port());
    }
  }

  @Test
  void appliesLimitsAndReportsEvents() throws Exception {
    CountDownLatch opened = new CountDownLatch(1);
    ServerEvents events =
        new ServerEvents() {
          @Override
          public void opened(Connection connection) {
            opened.countDown();
          }
        };
    try (EchoServer server =
        EchoServer.builder()
            .listen("127.0.0.1:0")
            .events(events)
            .eventLoops(1)
            .maxConnections(7)
            .maxBytes(BYTES.length)
            .start()) {
      assertEquals(7, server.maxConnections());
      try (Socket client = echo(server)) {
        assertEquals(-1, client.getInputStream().read(), "closed after maxBytes");
      }
      assertTrue(opened.await(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void leavesAReceiptWhenItIsClosed() throws Exception {
    EchoServer server =
        EchoServer.builder().listen("127.0.0.1:0").drainTimeout(Duration.ofSeconds(20)).start();
    assertNull(server.receipt());
    try (Socket client = echo(server)) {
      client.shutdownOutput();
      assertEquals(-1, client.getInputStream().read());
      server.close();
    }
    DrainReceipt receipt = server.receipt();
    assertNotNull(receipt);
    assertEquals(0, receipt.cut());
    server.close();
    assertEquals(receipt, server.receipt());
  }

  @Test
  void startsAsManyServersAsAskedFor() throws Exception {
    EchoServerBuilder builder = EchoServer.builder().listen("127.0.0.1:0");
    try (EchoServer one = builder.start();
        EchoServer other = builder.start()) {
      assertTrue(one.port() != other.port());
      echo(one);
      echo(other);
    }
  }

  @Test
  void refusesWhatCannotBeServed() throws Exception {
    assertThrows(IllegalArgumentException.class, () -> EchoServer.builder().start());
    assertThrows(
        InvalidEndpointException.class, () -> EchoServer.builder().listen("tcp://127.0.0.1:70000"));
    try (EchoServer first = EchoServer.builder().listen("127.0.0.1:0").start()) {
      ServerStartException taken =
          assertThrows(
              ServerStartException.class,
              () -> EchoServer.builder().listen(first.endpoints().get(0).endpoint()).start());
      String message = String.valueOf(taken.getMessage());
      assertTrue(message.contains("" + first.port()), message);
    }
  }

  private static Socket echo(EchoServer server) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port());
    client.getOutputStream().write(BYTES);
    assertEquals(BYTES.length, client.getInputStream().readNBytes(BYTES.length).length);
    return client;
  }
}
