package dev.echo7.server.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.events.DropReason;
import dev.echo7.net.PortSet;
import dev.echo7.server.EchoServer;
import dev.echo7.server.RawSocket;
import dev.echo7.server.config.DatagramOptions;
import dev.echo7.server.config.EventLoopKind;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What must get no reply gets none, and is counted. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.echo7.server.EventLoopKinds#available")
class UdpGuardsTest {
  private final EventLoopKind transport;
  private final UdpServers servers;

  UdpGuardsTest(EventLoopKind transport) {
    this.transport = transport;
    this.servers = new UdpServers(transport);
  }

  @Test
  void dropsABroadcast() throws Exception {
    try (EchoServer server = servers.start(null, DatagramOptions.DEFAULT);
        DatagramSocket client = new DatagramSocket(RawSocket.at("127.0.0.1", 0))) {
      client.setBroadcast(true);
      InetAddress everybody = InetAddress.ofLiteral("127.255.255.255");
      client.send(new DatagramPacket(new byte[1], 1, everybody, server.port()));
      // Where the destination is not to be known, nothing is answered that a broadcast could be.
      servers.assertDropped(
          transport == EventLoopKind.EPOLL ? DropReason.NOT_UNICAST : DropReason.NO_SOCKET);
      assertEquals(0, server.datagrams().received());
    }
  }

  @Test
  void dropsASourcePortBelow1024UnlessAllowed() throws Exception {
    DatagramOptions allowing = new DatagramOptions(false, PortSet.parse("1-1023"), 100);
    try (EchoServer server = servers.start("127.0.0.1", DatagramOptions.DEFAULT);
        EchoServer lab = servers.start("127.0.0.1", allowing);
        UdpClient client = fromLowPort(server.port())) {
      client.send(UdpServers.random(10));
      servers.assertDropped(DropReason.LOW_SOURCE_PORT);
      client.assertNothingCame();
      // From the same socket: a port that is given back is another test's at once.
      client.turnTo(lab.port());
      client.assertEchoes(UdpServers.random(10));
    }
  }

  private static UdpClient fromLowPort(int port) throws IOException {
    for (int low = 1_023; low > 900; low--) {
      try {
        return UdpClient.between(null, low, "127.0.0.1", port);
      } catch (BindException e) {
        Assumptions.assumeFalse(
            String.valueOf(e.getMessage()).contains("Permission"), "a low port needs root");
      }
    }
    throw new AssertionError("no low port is free");
  }

  @Test
  void dropsASourcePortOfItsOwn() throws Exception {
    try (EchoServer server = servers.start("127.0.0.1", DatagramOptions.DEFAULT);
        UdpClient twin = UdpClient.between("127.0.0.2", server.port(), "127.0.0.1", server.port());
        UdpClient client = UdpClient.to("127.0.0.1", server.port())) {
      twin.send(UdpServers.random(10));
      servers.assertDropped(DropReason.OWN_SOURCE_PORT);
      twin.assertNothingCame();
      client.assertEchoes(UdpServers.random(10));
    }
  }

  @Test
  void twoServersOnOnePortDoNotAnswerEachOther() throws Throwable {
    try (EchoServer one = servers.start("127.0.0.1", DatagramOptions.DEFAULT);
        EchoServer two = servers.start("127.0.0.2", one.port(), DatagramOptions.DEFAULT);
        RawSocket attacker = RawSocket.open()) {
      attacker.send(
          RawSocket.at("127.0.0.1", one.port()),
          RawSocket.at("127.0.0.2", two.port()),
          UdpServers.random(9));
      servers.assertDropped(DropReason.OWN_SOURCE_PORT);
      UdpServers.assertEchoes("127.0.0.1", one.port());
      UdpServers.assertEchoes("127.0.0.2", two.port());
      assertEquals(2, one.datagrams().received() + two.datagrams().received(), "those two alone");
      assertEquals(List.of(), List.copyOf(servers.drops()));
    }
  }

  /** On different ports nothing tells a server from a client: docs/udp.md says so. */
  @Test
  void aLoopBetweenServersOnDifferentPortsEndsWhenItIsFasterThanTheRate() throws Throwable {
    int rate = 50;
    DatagramOptions slow = new DatagramOptions(false, PortSet.NONE, rate);
    try (EchoServer one = servers.start("127.0.0.1", slow);
        EchoServer two = servers.start("127.0.0.2", slow);
        RawSocket attacker = RawSocket.open()) {
      attacker.send(
          RawSocket.at("127.0.0.1", one.port()),
          RawSocket.at("127.0.0.2", two.port()),
          UdpServers.random(9));
      servers.assertDropped(DropReason.OVER_RATE);
      long passed = one.datagrams().received() + two.datagrams().received();
      assertTrue(passed >= rate && passed <= 4L * rate, passed + " datagrams");
    }
  }

  @Test
  void capsTheRateOfASourceAndOfNoOther() throws Exception {
    int rate = 20;
    int sent = 500;
    try (EchoServer server = servers.start(null, new DatagramOptions(false, PortSet.NONE, rate));
        UdpClient client = UdpClient.between("127.0.0.1", 0, "127.0.0.1", server.port())) {
      for (int i = 0; i < sent; i++) {
        client.send(UdpServers.numbered(i));
      }
      awaitHandled(server, sent);
      long dropped = server.datagrams().dropped(DropReason.OVER_RATE);
      assertEquals(sent, dropped + server.datagrams().received());
      assertTrue(server.datagrams().received() >= rate, () -> server.datagrams().toString());
      assertTrue(dropped > sent / 2, () -> server.datagrams().toString());
      for (int i = 2; i < 60; i++) {
        try (UdpClient other = UdpClient.between("127.0.0." + i, 0, "127.0.0.1", server.port())) {
          other.assertEchoes(UdpServers.numbered(i));
        }
      }
    }
  }

  private static void awaitHandled(EchoServer server, long count) {
    while (server.datagrams().received()
            + server.datagrams().dropped().values().stream().mapToLong(n -> n).sum()
        < count) {
      Pause.briefly();
    }
  }
}
