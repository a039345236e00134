package dev.echo7.server.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.GivenBack;
import dev.echo7.Machine;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.net.PortSet;
import dev.echo7.server.EchoServer;
import dev.echo7.server.RawSocket;
import dev.echo7.server.TestClient;
import dev.echo7.server.config.DatagramOptions;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.config.ServerStartException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every datagram that may come back does, from where it was sent to. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.echo7.server.EventLoopKinds#available")
class UdpServerTest {
  private final EventLoopKind transport;
  private final UdpServers servers;

  UdpServerTest(EventLoopKind transport) {
    this.transport = transport;
    this.servers = new UdpServers(transport);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 512, 1_472, 1_473, 65_507})
  void sendsBackADatagramOfIpv4(int size) throws Exception {
    try (EchoServer server = servers.start(null, DatagramOptions.DEFAULT);
        UdpClient client = UdpClient.to("127.0.0.1", server.port())) {
      client.assertEchoes(UdpServers.random(size));
      client.assertNothingCame();
      assertEquals(1, server.datagrams().received());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_452, 1_453, 65_507, 65_527})
  void sendsBackADatagramOfIpv6(int size) throws Exception {
    Machine.requireIpv6();
    try (EchoServer server = servers.start(null, DatagramOptions.DEFAULT);
        UdpClient client = UdpClient.to("::1", server.port())) {
      client.assertEchoes(UdpServers.random(size));
      client.assertNothingCame();
    }
  }

  /** Empty ones among others: Netty's own way of writing them doubles their neighbours. */
  @Test
  void sendsBackEachOfABurstOnce() throws Exception {
    int count = 1_000;
    int window = 100;
    try (EchoServer server = servers.start("127.0.0.1", DatagramOptions.DEFAULT);
        UdpClient client = UdpClient.to("127.0.0.1", server.port())) {
      Set<Integer> seen = new HashSet<>();
      int empty = 0;
      for (int sent = 0, received = 0; received < count; received++) {
        for (; sent < count && sent - received < window; sent++) {
          client.send(sent % 5 == 0 ? new byte[0] : UdpServers.numbered(sent));
        }
        byte[] reply = client.receive();
        if (reply.length == 0) {
          empty++;
        } else {
          int number = ByteBuffer.wrap(reply).getInt();
          assertArrayEquals(UdpServers.numbered(number), reply);
          assertTrue(seen.add(number), "twice: " + number);
        }
      }
      assertEquals(count / 5, empty);
      client.assertNothingCame();
    }
  }

  @Test
  void servesOnEveryAddressOfIpv4() throws Exception {
    try (EchoServer server = servers.start("0.0.0.0", DatagramOptions.DEFAULT)) {
      assertEquals(List.of("udp 0.0.0.0:" + server.port()), server.listening());
      UdpServers.assertEchoes("127.0.0.1", server.port());
      if (transport == EventLoopKind.EPOLL) {
        // NIO cannot tell which address was asked, and does not answer where no interface has it.
        UdpServers.assertEchoes("127.0.0.2", server.port());
      }
    }
  }

  @Test
  void repliesFromEachAddressThatIsAsked() throws Exception {
    try (EchoServer server = servers.start(null, DatagramOptions.DEFAULT)) {
      for (InetAddress address : LocalAddresses.look().unicast()) {
        try (UdpClient client = UdpClient.to(address.getHostAddress(), server.port())) {
          client.assertEchoes(UdpServers.random(100));
        }
      }
    }
  }

  /** The reply meets a port that is closed: the kernel hears of it, the next client does not. */
  @Test
  void goesOnServingWhenAReplyFindsNobody() throws Exception {
    try (EchoServer server = servers.start("127.0.0.1", DatagramOptions.DEFAULT)) {
      for (int i = 0; i < 50; i++) {
        try (UdpClient gone = UdpClient.to("127.0.0.1", server.port())) {
          gone.send(UdpServers.random(10));
        }
      }
      UdpServers.assertEchoes("127.0.0.1", server.port());
    }
  }

  @Test
  void servesUdpBesideTcpOnThePortThatTcpGot() throws Exception {
    ServerOptions options =
        new ServerOptions(List.of(new Endpoint.Tcp(new HostPort("127.0.0.1", 0))), transport, 2)
            .withDatagrams(new DatagramOptions(true, PortSet.NONE, 100));
    try (EchoServer server = servers.start(options)) {
      int port = server.port();
      assertEquals(List.of("tcp 127.0.0.1:" + port, "udp 127.0.0.1:" + port), server.listening());
      UdpServers.assertEchoes("127.0.0.1", port);
      try (TestClient tcp = TestClient.connect(server)) {
        tcp.send("x");
        assertEquals("x", tcp.receiveText(1));
      }
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void saysThatThePortIsTaken(@Nullable String host) throws Exception {
    Machine.requireFamilyOf(String.valueOf(host));
    try (EchoServer server = servers.start(null, DatagramOptions.DEFAULT)) {
      ServerStartException refusal =
          assertThrows(
              ServerStartException.class,
              () -> servers.start(host, server.port(), DatagramOptions.DEFAULT).close());
      assertSays("address already in use", refusal);
      assertSays("ss -uanp", refusal);
      UdpServers.assertEchoes("127.0.0.1", server.port());
    }
  }

  /** SO_REUSEADDR would let any program take our datagrams away from us. */
  @Test
  void sharesItsPortWithNobody() throws Exception {
    try (EchoServer server = servers.start(null, DatagramOptions.DEFAULT);
        DatagramSocket thief = new DatagramSocket(null)) {
      thief.setReuseAddress(true);
      InetSocketAddress ours = RawSocket.at("127.0.0.1", server.port());
      assertThrows(BindException.class, () -> thief.bind(ours));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"224.0.0.1", "ff02::1", "255.255.255.255", "127.255.255.255"})
  void refusesToListenOnAnAddressOfMany(String address) {
    ServerStartException refusal =
        assertThrows(
            ServerStartException.class,
            () -> servers.start(address, DatagramOptions.DEFAULT).close());
    assertSays("multicast or broadcast", refusal);
  }

  @Test
  void closesItsSocketsWhenItDrains() throws Exception {
    // One that the kernel gives to nobody else as soon as it is free.
    int port = Machine.freePort();
    EchoServer server = servers.start(null, port, DatagramOptions.DEFAULT);
    UdpServers.assertEchoes("127.0.0.1", port);
    server.drain(Duration.ofSeconds(5));
    try (DatagramSocket next =
        GivenBack.after(BindException.class, () -> new DatagramSocket(port))) {
      assertEquals(port, next.getLocalPort());
    }
    assertNull(servers.problems().peek());
  }

  private static void assertSays(String part, ServerStartException refusal) {
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(part), message);
  }
}
