package dev.echo7.server.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.events.DropReason;
import dev.echo7.events.FaultHit;
import dev.echo7.events.ServerEvents;
import dev.echo7.server.EchoServer;
import dev.echo7.server.EchoServerBuilder;
import dev.echo7.server.TestClient;
import dev.echo7.server.config.EventLoopKind;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plain client observes of each fault of datagrams. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.echo7.server.EventLoopKinds#available")
class DatagramFaultsTest {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int RUNS = 20;
  private static final int PARALLEL = 50;

  /** Longer than a pause of this process, shorter than a reply waits for the next one. */
  private static final long LONGEST_GAP_NS = Duration.ofMillis(60).toNanos();

  private final EventLoopKind transport;
  private final List<String> hits = new CopyOnWriteArrayList<>();
  private final ServerEvents events =
      new ServerEvents() {
        @Override
        public void datagramFaulted(FaultHit hit) {
          hits.add(hit.word() + " " + hit.at());
        }
      };

  DatagramFaultsTest(EventLoopKind transport) {
    this.transport = transport;
  }

  private EchoServer server(String query) throws Exception {
    return server(EchoServer.builder().listen("udp://" + LOOPBACK + ":0?" + query));
  }

  private EchoServer server(EchoServerBuilder builder) throws Exception {
    return builder.events(events).transport(transport).eventLoops(2).start();
  }

  private static UdpClient client(EchoServer server) throws Exception {
    return UdpClient.to(LOOPBACK, server.port());
  }

  /** Waits until the server has seen so many more datagrams than were counted before. */
  private static void awaitReceived(EchoServer server, long count) {
    while (server.datagrams().received() < count) {
      Pause.briefly();
    }
  }

  private static byte[] bytes(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  private static int number(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getInt();
  }

  private static long msSince(long startNs) {
    return Duration.ofNanos(System.nanoTime() - startNs).toMillis();
  }

  @Test
  void dropsEachDatagramAndCountsIt() throws Exception {
    try (EchoServer server = server("drop");
        UdpClient client = client(server)) {
      client.send(UdpServers.random(0));
      client.send(UdpServers.random(10));
      client.send(UdpServers.random(60_000));
      awaitReceived(server, 3);
      while (server.datagrams().dropped(DropReason.FAULT) < 3) {
        Pause.briefly();
      }
      client.assertNothingCame();
      assertEquals(List.of("drop 1", "drop 2", "drop 3"), hits);
    }
  }

  /**
   * Sends numbered datagrams one right after the other.
   *
   * @return whether they went out without a pause that a reordered reply would not survive
   */
  private static boolean burst(UdpClient client, int count) throws Exception {
    long longestGapNs = 0;
    long lastNs = System.nanoTime();
    for (int i = 1; i <= count; i++) {
      client.send(bytes(i));
      long nowNs = System.nanoTime();
      longestGapNs = Math.max(longestGapNs, nowNs - lastNs);
      lastNs = nowNs;
    }
    return longestGapNs < LONGEST_GAP_NS;
  }

  /** The numbers of as many replies, in their order; there are no others. */
  private static List<Integer> replies(UdpClient client, long count) throws Exception {
    List<Integer> numbers = new ArrayList<>();
    while (numbers.size() < count) {
      numbers.add(number(client.receive()));
    }
    client.assertNothingCame();
    return numbers;
  }

  /** Sends the first numbered datagrams of a server, and gives the replies to them. */
  private static List<Integer> firstReplies(EchoServer server, UdpClient client, int count)
      throws Exception {
    burst(client, count);
    awaitReceived(server, count);
    return replies(client, count - settledDrops(server));
  }

  @Test
  void dropsTheSameDatagramsOfEverySourceInEveryRun() throws Exception {
    int count = 200;
    List<Integer> once;
    try (EchoServer server = server("drop=30%&seed=7");
        UdpClient client = client(server)) {
      once = firstReplies(server, client, count);
      // 140 expected; the standard deviation is 6.5.
      assertTrue(once.size() > 110 && once.size() < 170, "" + once.size());
      for (int run = 0; run < RUNS; run++) {
        try (UdpClient other = client(server)) {
          burst(other, count);
          assertEquals(once, replies(other, once.size()));
        }
      }
    }
    try (EchoServer again = server("drop=30%&seed=7");
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Integer>>> all = new ArrayList<>();
      for (int i = 0; i < PARALLEL; i++) {
        all.add(
            threads.submit(
                () -> {
                  try (UdpClient client = client(again)) {
                    burst(client, count);
                    return replies(client, once.size());
                  }
                }));
      }
      for (Future<List<Integer>> one : all) {
        assertEquals(once, one.get(30, TimeUnit.SECONDS));
      }
    }
    try (EchoServer other = server("drop=30%&seed=8");
        UdpClient client = client(other)) {
      assertNotEquals(once, firstReplies(other, client, count), "another seed");
    }
  }

  /** The drops of what was received: each is counted after its receipt, on the same event loop. */
  private static long settledDrops(EchoServer server) throws Exception {
    server.pulse().get(10, TimeUnit.SECONDS);
    return server.datagrams().dropped(DropReason.FAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dup", "dup&dup", "dup&dup&dup&dup&dup&dup"})
  void answersTwiceAndNeverMore(String query) throws Exception {
    try (EchoServer server = server(query);
        UdpClient client = client(server)) {
      for (int size : new int[] {100, 0, 65_507}) {
        client.send(UdpServers.random(size));
        assertArrayEquals(UdpServers.random(size), client.receive());
        assertArrayEquals(UdpServers.random(size), client.receive());
      }
      client.assertNothingCame();
      assertEquals(List.of("dup 1", "dup 2", "dup 3"), hits);
    }
  }

  @Test
  void countsDuplicatesForTheRateOfTheirSource() throws Exception {
    int rate = 10;
    int sent = 40;
    try (EchoServer server =
            server(EchoServer.builder().listen("udp://" + LOOPBACK + ":0?dup").udpRate(rate));
        UdpClient client = client(server)) {
      long startNs = System.nanoTime();
      for (int i = 0; i < sent; i++) {
        client.send(bytes(i));
      }
      while (server.datagrams().received() + server.datagrams().dropped(DropReason.OVER_RATE)
          < sent) {
        Pause.briefly();
      }
      server.pulse().get(10, TimeUnit.SECONDS);
      long replies = server.datagrams().received() + hits.size();
      double seconds = (System.nanoTime() - startNs) / 1e9;
      // The first burst may be one second's worth.
      assertTrue(replies <= rate + Math.ceil(rate * seconds), replies + " in " + seconds + " s");
      assertTrue(!hits.isEmpty(), "none was duplicated");
    }
  }

  @Test
  void delaysEachDatagramAndKeepsTheirOrder() throws Exception {
    try (EchoServer server = server("delay=200ms");
        UdpClient client = client(server)) {
      long startNs = System.nanoTime();
      client.send(UdpServers.random(0));
      client.send(UdpServers.random(1_000));
      client.send(UdpServers.random(60_000));
      assertArrayEquals(UdpServers.random(0), client.receive());
      long tookMs = msSince(startNs);
      assertTrue(tookMs >= 200 && tookMs < 5_000, "after " + tookMs + " ms");
      assertArrayEquals(UdpServers.random(1_000), client.receive());
      assertArrayEquals(UdpServers.random(60_000), client.receive());
    }
  }

  @Test
  void delaysByADrawnTimeThatCanBeRepeated() throws Exception {
    int count = 20;
    List<List<Integer>> orders = new ArrayList<>();
    try (EchoServer server = server("delay=200ms±150ms&seed=3&queue=1m")) {
      for (int run = 0; run < 2; run++) {
        try (UdpClient client = client(server)) {
          long startNs = System.nanoTime();
          burst(client, count);
          List<Integer> order = new ArrayList<>();
          order.add(number(client.receive()));
          long firstMs = msSince(startNs);
          assertTrue(firstMs >= 50, "the first after " + firstMs + " ms");
          while (order.size() < count) {
            order.add(number(client.receive()));
          }
          long lastMs = msSince(startNs);
          assertTrue(lastMs >= 200 && lastMs < 5_000, "the last after " + lastMs + " ms");
          orders.add(order);
        }
      }
    }
    List<Integer> sent = IntStream.rangeClosed(1, count).boxed().toList();
    assertNotEquals(sent, orders.get(0), "of 20 draws, some overtake others");
    assertEquals(orders.get(0).get(0), orders.get(1).get(0), "the shortest delay");
  }

  @Test
  void answersADatagramAfterTheNextOne() throws Exception {
    try (EchoServer server = server("reorder");
        UdpClient client = client(server)) {
      boolean fast = false;
      while (!fast) {
        fast = burst(client, 4);
        List<Integer> order = replies(client, 4);
        assertTrue(!fast || order.equals(List.of(2, 1, 4, 3)), order::toString);
      }
    }
  }

  @Test
  void waitsForTheNextDatagramOnlyForAMoment() throws Exception {
    try (EchoServer server = server("reorder");
        UdpClient client = client(server)) {
      long startNs = System.nanoTime();
      client.assertEchoes(bytes(1));
      long tookMs = msSince(startNs);
      assertTrue(tookMs >= 100 && tookMs < 5_000, "after " + tookMs + " ms");
      client.assertEchoes(UdpServers.random(0));
    }
  }

  @Test
  void reordersTheSameDatagramsInEveryRun() throws Exception {
    int count = 50;
    List<Integer> once = List.of();
    try (EchoServer server = server("reorder=30%&seed=7")) {
      for (int runs = 0; runs < RUNS; ) {
        try (UdpClient client = client(server)) {
          boolean fast = burst(client, count);
          List<Integer> order = replies(client, count);
          if (fast) {
            once = once.isEmpty() ? order : once;
            assertEquals(once, order);
            runs++;
          }
        }
      }
    }
    assertNotEquals(IntStream.rangeClosed(1, count).boxed().toList(), once);
  }

  @Test
  void flipsTheSameBitsOfTheSameDatagramsInEveryRun() throws Exception {
    byte[] payload = UdpServers.random(1_000);
    List<ByteBuffer> once = new ArrayList<>();
    int flipped = 0;
    try (EchoServer server = server("corrupt=1/100&seed=7")) {
      for (int run = 0; run < RUNS; run++) {
        try (UdpClient client = client(server)) {
          for (int i = 0; i < 10; i++) {
            client.send(payload);
            byte[] reply = client.receive();
            if (run == 0) {
              once.add(ByteBuffer.wrap(reply));
              flipped += flippedBits(payload, reply);
            }
            assertEquals(once.get(i), ByteBuffer.wrap(reply));
          }
        }
      }
      // 100 expected; the standard deviation is 10.
      assertTrue(flipped > 50 && flipped < 150, "" + flipped);
      assertNotEquals(once.get(0), once.get(1));
      try (UdpClient client = client(server)) {
        client.assertEchoes(UdpServers.random(0));
      }
    }
  }

  private static int flippedBits(byte[] sent, byte[] received) {
    assertEquals(sent.length, received.length);
    int flipped = 0;
    for (int i = 0; i < sent.length; i++) {
      int bits = Integer.bitCount((sent[i] ^ received[i]) & 0xff);
      assertTrue(bits <= 1, "byte " + i);
      flipped += bits;
    }
    return flipped;
  }

  @Test
  void corruptsOnlyOneOfTwoReplies() throws Exception {
    try (EchoServer server = server("dup&corrupt=1/1&chance=50%&seed=1");
        UdpClient client = client(server)) {
      int different = 0;
      for (int i = 0; i < 50; i++) {
        client.send(bytes(0));
        int first = number(client.receive());
        int second = number(client.receive());
        different += first == second ? 0 : 1;
      }
      // One of the two is hit in half of the cases, and both are hit differently.
      assertTrue(different > 20, "" + different);
    }
  }

  @Test
  void actsInTheOrderOfTheWords() throws Exception {
    // The two replies to a datagram have draws of their own.
    try (EchoServer server = server("drop=50%&dup&seed=2");
        UdpClient client = client(server)) {
      burst(client, 20);
      awaitReceived(server, 20);
      long answered = 20 - settledDrops(server);
      for (long i = 0; i < answered; i++) {
        assertEquals(number(client.receive()), number(client.receive()));
      }
      client.assertNothingCame();
    }
  }

  @Test
  void beginsAfterSoManyDatagramsOfASource() throws Exception {
    try (EchoServer server = server("drop&after=3")) {
      for (int i = 0; i < 2; i++) {
        try (UdpClient client = client(server)) {
          burst(client, 6);
          assertEquals(List.of(1, 2, 3), replies(client, 3));
        }
      }
    }
  }

  @Test
  void actsOnlyForItsTime() throws Exception {
    long startNs = System.nanoTime();
    try (EchoServer server = server("drop&for=500ms");
        UdpClient client = client(server)) {
      client.send(bytes(1));
      awaitReceived(server, 1);
      long dropped = settledDrops(server);
      assertTrue(dropped == 1 || msSince(startNs) > 400, "not dropped");
      while (msSince(startNs) < 1_000 || server.datagrams().received() < 1) {
        Pause.briefly();
      }
      if (dropped == 0) {
        client.receive();
      }
      client.assertEchoes(bytes(2));
    }
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.2/32, true", "10.0.0.0/8, false"})
  void actsOnlyOnSourcesOfItsNetwork(String network, boolean acts) throws Exception {
    try (EchoServer server = server("drop&from=" + network);
        UdpClient client = UdpClient.between("127.0.0.2", 0, LOOPBACK, server.port());
        UdpClient other = client(server)) {
      other.assertEchoes(bytes(1));
      client.send(bytes(2));
      awaitReceived(server, 2);
      assertEquals(acts ? 1 : 0, settledDrops(server));
    }
  }

  @Test
  void holdsNoMoreThanItsQueue() throws Exception {
    int sent = 20;
    try (EchoServer server = server("delay=500ms&queue=2k");
        UdpClient client = client(server)) {
      burst(client, sent);
      awaitReceived(server, sent);
      server.pulse().get(10, TimeUnit.SECONDS);
      // Each takes 256 bytes at least.
      long dropped = server.datagrams().dropped(DropReason.FAULT_QUEUE_FULL);
      assertTrue(dropped >= sent - 8 && dropped < sent, "" + dropped);
      replies(client, sent - dropped);
    }
  }

  @Test
  void changesWhileItServesAlsoOnAPristineEndpoint() throws Exception {
    try (EchoServer server = server(EchoServer.builder().listen("udp://" + LOOPBACK + ":0"));
        UdpClient client = client(server)) {
      String listener = server.listening().get(0);
      client.assertEchoes(bytes(1));
      assertTrue(server.running().setFaults(listener, "drop&seed=5"));
      assertEquals(Map.of(listener, "drop&seed=5"), server.running().faults());
      client.send(bytes(2));
      awaitReceived(server, 2);
      assertEquals(1, settledDrops(server));
      assertEquals(List.of("drop 1"), hits, "counted from the change on");
      assertTrue(server.running().setFaults(listener, "dup&seed=5"));
      client.assertEchoes(bytes(3));
      assertArrayEquals(bytes(3), client.receive());
      assertTrue(server.running().setFaults(listener, ""));
      client.assertEchoes(bytes(4));
      client.assertNothingCame();
      assertThrows(
          IllegalArgumentException.class, () -> server.running().setFaults(listener, "cut=1"));
      assertThrows(
          IllegalArgumentException.class,
          () -> server.running().setFaults(listener, "drop&seed=1:2"));
    }
  }

  @Test
  void sendsWhatWaitsAfterAChangeToo() throws Exception {
    try (EchoServer server = server("delay=300ms");
        UdpClient client = client(server)) {
      long startNs = System.nanoTime();
      client.send(UdpServers.random(0));
      client.send(UdpServers.random(10));
      awaitReceived(server, 2);
      server.running().setFaults(server.listening().get(0), "");
      assertArrayEquals(UdpServers.random(0), client.receive());
      assertTrue(msSince(startNs) >= 300);
      assertArrayEquals(UdpServers.random(10), client.receive());
      client.assertNothingCame();
    }
  }

  @Test
  void actsOnEveryAddressOfThisMachine() throws Exception {
    try (EchoServer server = server(EchoServer.builder().listen("udp://:0?dup"))) {
      for (String address :
          transport == EventLoopKind.EPOLL ? List.of(LOOPBACK, "127.0.0.2") : List.of(LOOPBACK)) {
        try (UdpClient client = UdpClient.to(address, server.port())) {
          client.assertEchoes(bytes(1));
          assertArrayEquals(bytes(1), client.receive());
          server.running().setFaults(server.listening().get(0), "");
          client.assertEchoes(bytes(2));
          client.assertNothingCame();
          server.running().setFaults(server.listening().get(0), "dup");
        }
      }
    }
  }

  @Test
  void leavesOtherEndpointsAlone() throws Exception {
    try (EchoServer server =
        server(
            EchoServer.builder()
                .listen("udp://" + LOOPBACK + ":0?drop")
                .listen("udp://" + LOOPBACK + ":0"))) {
      InetSocketAddress pristine = Objects.requireNonNull(server.endpoints().get(1).address());
      for (int i = 0; i < 100; i++) {
        UdpServers.assertEchoes(LOOPBACK, pristine.getPort());
      }
    }
  }

  @Test
  void leavesTheUdpPortBesideAFaultyTcpPortAloneUntilItIsAskedTo() throws Exception {
    try (EchoServer server =
            server(EchoServer.builder().listen("tcp://" + LOOPBACK + ":0?cut=2").udp());
        UdpClient client = client(server)) {
      client.assertEchoes(UdpServers.random(100));
      assertEquals(1, server.running().faults().size());
      assertTrue(server.running().setFaults(server.listening().get(1), "drop"));
      client.send(bytes(2));
      awaitReceived(server, 2);
      assertEquals(1, settledDrops(server));
      try (TestClient stream = TestClient.connect(server)) {
        stream.send("abc");
        assertEquals("ab", stream.receiveText(3));
      }
    }
  }
}
