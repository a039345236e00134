package dev.echo7.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.GivenBack;
import dev.echo7.Machine;
import dev.echo7.events.ServerEvents;
import dev.echo7.net.AddressText;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.config.ServerStartException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a server listens. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.echo7.server.EventLoopKinds#available")
record EchoServerTest(EventLoopKind transport) {

  @Test
  void servesBothFamiliesOnOnePort() throws Exception {
    Machine.requireIpv6();
    try (EchoServer server = start()) {
      for (String host : List.of("127.0.0.1", "::1")) {
        try (TestClient client = TestClient.connect(InetAddress.ofLiteral(host), server.port())) {
          client.send(host);
          assertEquals(host, client.receiveText(host.length()));
        }
      }
      for (InetAddress named : InetAddress.getAllByName("localhost")) {
        try (TestClient client = TestClient.connect(named, server.port())) {
          client.send("localhost");
          assertEquals("localhost", client.receiveText(9));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void listensOnTheOneAddressAskedFor(String host) throws Exception {
    Machine.requireFamilyOf(host);
    try (EchoServer server = start(new HostPort(host, 0));
        TestClient client = TestClient.connect(InetAddress.ofLiteral(host), server.port())) {
      client.send("x");
      assertEquals("x", client.receiveText(1));
      String shown = host.contains(":") ? "[" + host + "]" : host;
      assertEquals(List.of("tcp " + shown + ":" + server.port()), server.listening());
    }
  }

  @Test
  void takesOnePortForAllAddressesOfAName() throws Exception {
    try (EchoServer server = start(new HostPort("localhost", 0))) {
      List<String> expected =
          Stream.of(InetAddress.getAllByName("localhost"))
              .map(address -> AddressText.of(new InetSocketAddress(address, server.port())))
              .map(address -> "tcp " + address)
              .toList();
      assertEquals(expected, server.listening());
    }
  }

  @Test
  void listensOnSeveralEndpoints() throws Exception {
    ServerOptions options =
        new ServerOptions(
            List.of(
                new Endpoint.Tcp(new HostPort(null, 0)),
                new Endpoint.Tcp(new HostPort("127.0.0.1", 0))),
            transport,
            2);
    try (EchoServer server = EchoServer.start(options, ServerEvents.NONE)) {
      assertEquals(2, server.listening().size());
      for (String place : server.listening()) {
        int port = Integer.parseInt(place.substring(place.lastIndexOf(':') + 1));
        try (TestClient client = TestClient.connect(InetAddress.ofLiteral("127.0.0.1"), port)) {
          client.send("x");
          assertEquals("x", client.receiveText(1));
        }
      }
    }
  }

  @Test
  void startsAgainOnThePortThatItLeft() throws Exception {
    int port = Machine.freePort();
    try (EchoServer server = start(new HostPort(null, port));
        TestClient client = TestClient.connect(server)) {
      client.send("x");
      assertEquals("x", client.receiveText(1));
    }
    try (EchoServer again =
        GivenBack.after(ServerStartException.class, () -> start(new HostPort(null, port)))) {
      assertEquals(port, again.port());
    }
  }

  @Test
  void refusesAPortThatIsTakenAndLeavesNothingBehind() throws Exception {
    try (EchoServer server = start()) {
      ServerStartException failure =
          assertThrows(ServerStartException.class, () -> start(new HostPort(null, server.port())));
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains(server.listening().getFirst()), message);
      assertTrue(message.contains("address already in use"), message);
    }
  }

  private EchoServer start() throws ServerStartException {
    return start(new HostPort(null, 0));
  }

  private EchoServer start(HostPort address) throws ServerStartException {
    return EchoServer.start(
        new ServerOptions(List.of(new Endpoint.Tcp(address)), transport, 2), ServerEvents.NONE);
  }
}
