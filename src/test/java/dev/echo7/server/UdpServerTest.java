package dev.echo7.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.events.DropReason;
import dev.echo7.events.ServerEvents;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.net.PortSet;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every datagram that may come back does, from where it was sent to; no other does. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.echo7.server.Transports#available")
class UdpServerTest {
  private final Transport transport;
  private final BlockingQueue<DropReason> drops = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> problems = new LinkedBlockingQueue<>();
  private final ServerEvents events =
      new ServerEvents() {
        @Override
        public void datagramDropped(DropReason reason) {
          drops.add(reason);
        }

        @Override
        public void failed(String problem) {
          problems.add(problem);
        }
      };

  UdpServerTest(Transport transport) {
    this.transport = transport;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 512, 1_472, 1_473, 65_507})
  void sendsBackADatagramOfIpv4(int size) throws Exception {
    try (EchoServer server = start(null, DatagramOptions.DEFAULT);
        UdpClient client = UdpClient.to("127.0.0.1", server.port())) {
      client.assertEchoes(random(size));
      client.assertNothingCame();
      assertEquals(1, server.datagrams().received());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_452, 1_453, 65_507, 65_527})
  void sendsBackADatagramOfIpv6(int size) throws Exception {
    try (EchoServer server = start(null, DatagramOptions.DEFAULT);
        UdpClient client = UdpClient.to("::1", server.port())) {
      client.assertEchoes(random(size));
      client.assertNothingCame();
    }
  }

  /** Empty ones among others: Netty's own way of writing them doubles their neighbours. */
  @Test
  void sendsBackEachOfABurstOnce() throws Exception {
    int count = 1_000;
    int window = 100;
    try (EchoServer server = start("127.0.0.1", DatagramOptions.DEFAULT);
        UdpClient client = UdpClient.to("127.0.0.1", server.port())) {
      Set<Integer> seen = new HashSet<>();
      int empty = 0;
      for (int sent = 0, received = 0; received < count; received++) {
        for (; sent < count && sent - received < window; sent++) {
          client.send(sent % 5 == 0 ? new byte[0] : numbered(sent));
        }
        byte[] reply = client.receive();
        if (reply.length == 0) {
          empty++;
        } else {
          int number = ByteBuffer.wrap(reply).getInt();
          assertArrayEquals(numbered(number), reply);
          assertTrue(seen.add(number), "twice: " + number);
        }
      }
      assertEquals(count / 5, empty);
      client.assertNothingCame();
    }
  }

  @Test
  void repliesFromEachAddressThatIsAsked() throws Exception {
    try (EchoServer server = start(null, DatagramOptions.DEFAULT)) {
      for (InetAddress address : LocalAddresses.look().unicast()) {
        try (UdpClient client = UdpClient.to(address.getHostAddress(), server.port())) {
          client.assertEchoes(random(100));
        }
      }
    }
  }

  /** All of 127.0.0.0/8 is this machine, and no interface says so. */
  @Test
  void repliesFromAnAddressThatNoInterfaceShows() throws Exception {
    Assumptions.assumeTrue(transport == Transport.EPOLL, "only epoll tells where to it was sent");
    try (EchoServer server = start(null, DatagramOptions.DEFAULT);
        UdpClient client = UdpClient.to("127.0.0.2", server.port())) {
      client.assertEchoes(random(100));
      client.assertEchoes(random(0));
      client.assertEchoes(random(65_507));
    }
  }

  @Test
  void dropsABroadcast() throws Exception {
    try (EchoServer server = start(null, DatagramOptions.DEFAULT);
        DatagramSocket client = new DatagramSocket(RawSocket.at("127.0.0.1", 0))) {
      client.setBroadcast(true);
      InetAddress everybody = InetAddress.ofLiteral("127.255.255.255");
      client.send(new DatagramPacket(new byte[1], 1, everybody, server.port()));
      // Where the destination is not to be known, nothing is answered that a broadcast could be.
      assertDropped(transport == Transport.EPOLL ? DropReason.NOT_UNICAST : DropReason.NO_SOCKET);
      assertEquals(0, server.datagrams().received());
    }
  }

  @Test
  void dropsASourcePortBelow1024UnlessAllowed() throws Exception {
    DatagramOptions allowing = new DatagramOptions(false, PortSet.parse("1-1023"), 100);
    try (EchoServer server = start("127.0.0.1", DatagramOptions.DEFAULT);
        EchoServer lab = start("127.0.0.1", allowing)) {
      int lowPort;
      try (UdpClient client = fromLowPort(server.port())) {
        lowPort = client.port();
        client.send(random(10));
        assertDropped(DropReason.LOW_SOURCE_PORT);
        client.assertNothingCame();
      }
      try (UdpClient client = UdpClient.between(null, lowPort, "127.0.0.1", lab.port())) {
        client.assertEchoes(random(10));
      }
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
    try (EchoServer server = start("127.0.0.1", DatagramOptions.DEFAULT);
        UdpClient twin = UdpClient.between("127.0.0.2", server.port(), "127.0.0.1", server.port());
        UdpClient client = UdpClient.to("127.0.0.1", server.port())) {
      twin.send(random(10));
      assertDropped(DropReason.OWN_SOURCE_PORT);
      twin.assertNothingCame();
      client.assertEchoes(random(10));
    }
  }

  @Test
  void twoServersOnOnePortDoNotAnswerEachOther() throws Throwable {
    try (EchoServer one = start("127.0.0.1", DatagramOptions.DEFAULT);
        EchoServer two = start("127.0.0.2", one.port(), DatagramOptions.DEFAULT);
        RawSocket attacker = RawSocket.open()) {
      attacker.send(
          RawSocket.at("127.0.0.1", one.port()), RawSocket.at("127.0.0.2", two.port()), random(9));
      assertDropped(DropReason.OWN_SOURCE_PORT);
      assertEchoes("127.0.0.1", one.port());
      assertEchoes("127.0.0.2", two.port());
      assertEquals(2, one.datagrams().received() + two.datagrams().received(), "those two alone");
      assertEquals(List.of(), List.copyOf(drops));
    }
  }

  /** On different ports nothing tells a server from a client: docs/udp.md says so. */
  @Test
  void aLoopBetweenServersOnDifferentPortsEndsWhenItIsFasterThanTheRate() throws Throwable {
    int rate = 50;
    DatagramOptions slow = new DatagramOptions(false, PortSet.NONE, rate);
    try (EchoServer one = start("127.0.0.1", slow);
        EchoServer two = start("127.0.0.2", slow);
        RawSocket attacker = RawSocket.open()) {
      attacker.send(
          RawSocket.at("127.0.0.1", one.port()), RawSocket.at("127.0.0.2", two.port()), random(9));
      assertDropped(DropReason.OVER_RATE);
      long passed = one.datagrams().received() + two.datagrams().received();
      assertTrue(passed >= rate && passed <= 4L * rate, passed + " datagrams");
    }
  }

  @Test
  void capsTheRateOfASourceAndOfNoOther() throws Exception {
    int rate = 20;
    int sent = 500;
    try (EchoServer server = start(null, new DatagramOptions(false, PortSet.NONE, rate));
        UdpClient client = UdpClient.between("127.0.0.1", 0, "127.0.0.1", server.port())) {
      for (int i = 0; i < sent; i++) {
        client.send(numbered(i));
      }
      awaitHandled(server, sent);
      long dropped = server.datagrams().dropped(DropReason.OVER_RATE);
      assertEquals(sent, dropped + server.datagrams().received());
      assertTrue(server.datagrams().received() >= rate, () -> server.datagrams().toString());
      assertTrue(dropped > sent / 2, () -> server.datagrams().toString());
      for (int i = 2; i < 60; i++) {
        try (UdpClient other = UdpClient.between("127.0.0." + i, 0, "127.0.0.1", server.port())) {
          other.assertEchoes(numbered(i));
        }
      }
    }
  }

  private static void awaitHandled(EchoServer server, long count) {
    while (server.datagrams().received()
            + server.datagrams().dropped().values().stream().mapToLong(n -> n).sum()
        < count) {
      Thread.onSpinWait();
    }
  }

  /** The reply meets a port that is closed: the kernel hears of it, the next client does not. */
  @Test
  void goesOnServingWhenAReplyFindsNobody() throws Exception {
    try (EchoServer server = start("127.0.0.1", DatagramOptions.DEFAULT)) {
      for (int i = 0; i < 50; i++) {
        try (UdpClient gone = UdpClient.to("127.0.0.1", server.port())) {
          gone.send(random(10));
        }
      }
      assertEchoes("127.0.0.1", server.port());
    }
  }

  @Test
  void servesUdpBesideTcpOnThePortThatTcpGot() throws Exception {
    ServerOptions options =
        new ServerOptions(List.of(new Endpoint.Tcp(new HostPort("127.0.0.1", 0))), transport, 2)
            .withDatagrams(new DatagramOptions(true, PortSet.NONE, 100));
    try (EchoServer server = EchoServer.start(options, events)) {
      int port = server.port();
      assertEquals(List.of("tcp 127.0.0.1:" + port, "udp 127.0.0.1:" + port), server.listening());
      assertEchoes("127.0.0.1", port);
      try (TestClient tcp = TestClient.connect(server)) {
        tcp.send("x");
        assertEquals("x", tcp.receiveText(1));
      }
    }
  }

  @Test
  void saysThatThePortIsTaken() throws Exception {
    try (EchoServer server = start(null, DatagramOptions.DEFAULT)) {
      for (String host : new String[] {null, "127.0.0.1", "::1"}) {
        ServerStartException refusal =
            assertThrows(
                ServerStartException.class,
                () -> start(host, server.port(), DatagramOptions.DEFAULT).close());
        assertSays("address already in use", refusal);
        assertSays("ss -lunp", refusal);
      }
      assertEchoes("127.0.0.1", server.port());
    }
  }

  /** SO_REUSEADDR would let any program take our datagrams away from us. */
  @Test
  void sharesItsPortWithNobody() throws Exception {
    try (EchoServer server = start(null, DatagramOptions.DEFAULT);
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
            ServerStartException.class, () -> start(address, DatagramOptions.DEFAULT).close());
    assertSays("multicast or broadcast", refusal);
  }

  @Test
  void closesItsSocketsWhenItDrains() throws Exception {
    EchoServer server = start(null, DatagramOptions.DEFAULT);
    int port = server.port();
    assertEchoes("127.0.0.1", port);
    server.drain(Duration.ofSeconds(5));
    try (DatagramSocket next = new DatagramSocket(port)) {
      assertEquals(port, next.getLocalPort());
    }
    assertNull(problems.peek());
  }

  private EchoServer start(@Nullable String host, DatagramOptions options) throws IOException {
    return start(host, 0, options);
  }

  private EchoServer start(@Nullable String host, int port, DatagramOptions options)
      throws IOException {
    List<Endpoint> endpoints = List.of(new Endpoint.Udp(new HostPort(host, port)));
    return EchoServer.start(
        new ServerOptions(endpoints, transport, 2).withDatagrams(options), events);
  }

  private static void assertEchoes(String address, int port) throws IOException {
    try (UdpClient client = UdpClient.to(address, port)) {
      client.assertEchoes(random(100));
    }
  }

  private static void assertSays(String part, ServerStartException refusal) {
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(part), message);
  }

  private void assertDropped(DropReason reason) throws InterruptedException {
    assertEquals(reason, drops.poll(10, TimeUnit.SECONDS));
  }

  private static byte[] numbered(int number) {
    return ByteBuffer.allocate(4 + number % 1_400).putInt(number).array();
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(862).nextBytes(bytes);
    return bytes;
  }
}
