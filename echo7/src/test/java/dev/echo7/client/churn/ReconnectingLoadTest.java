package dev.echo7.client.churn;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.client.GreetingServer;
import dev.echo7.client.ScriptedPeer;
import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.load.LoadListener;
import dev.echo7.client.load.LoadMode;
import dev.echo7.client.load.LoadOptions;
import dev.echo7.client.ping.PingPeer;
import dev.echo7.client.ping.PingPeer.Answer;
import dev.echo7.client.tls.TlsFixture;
import dev.echo7.client.tls.TlsPeer;
import dev.echo7.measure.StepTimes;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.result.LoadRun;
import dev.echo7.result.LoadSlice;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each frame has a connection of its own, and the report counts what the server counts. */
@Timeout(60)
class ReconnectingLoadTest {
  private static final int SIZE = 64;

  private static LoadOptions.Builder options(int connections, double rate, Duration duration) {
    return LoadOptions.of(connections, duration)
        .reconnect(true)
        .rate(rate)
        .size(SIZE)
        .patience(Duration.ofSeconds(1));
  }

  private static LoadOptions.Builder counted(int connections, double rate, long frames) {
    return options(connections, rate, LoadOptions.UNLIMITED).frames(frames);
  }

  private static LoadRun run(Endpoint endpoint, LoadOptions.Builder options) throws IOException {
    return ReconnectingLoops.load(
            endpoint, ConnectOptions.DEFAULT, options.build(), new LoadListener() {}, 1)
        .run();
  }

  private static StepTimes steps(LoadRun run) {
    StepTimes steps = run.steps();
    assertNotNull(steps);
    return steps;
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0", "3, 1, 0", "3, 3, 0", "50, 2, 0", "20, 1, 200", "20, 2, 200"})
  void theServerCountsAsManyConnectionsAsTheReport(int connections, int threads, double rate)
      throws Exception {
    try (CountedPeer peer = CountedPeer.echoing()) {
      LoadRun run = run(peer.endpoint(), counted(connections, rate, 200).threads(threads));
      assertEquals(200, run.totals().transmitted());
      assertEquals(200, run.totals().verified());
      assertEquals(200, peer.accepted());
      assertEquals(200, steps(run).connect().getTotalCount());
      assertEquals(0, steps(run).tls().getTotalCount());
      assertEquals(200, steps(run).echo().getTotalCount());
      assertEquals(200, run.times().response().getTotalCount());
      assertEquals(Map.of(), run.totals().errors());
      assertEquals(Map.of(), run.totals().faults());
      assertTrue(peer.most() <= connections, () -> peer.most() + " at once");
      assertTrue(run.totals().isWhole());
      // The load waits for the server's FIN, so each has been served to its end.
      assertEquals(200, peer.ended());
      assertEquals(0, peer.broken());
    }
  }

  @Test
  void fewerFramesThanConnectionsOpenNoMoreThanThese() throws Exception {
    try (CountedPeer peer = CountedPeer.echoing()) {
      LoadRun run = run(peer.endpoint(), counted(40, 0, 3).threads(2));
      assertEquals(3, run.totals().verified());
      assertEquals(3, peer.accepted());
    }
  }

  @Test
  void aScheduleThatTheServerHoldsUpWaitsForPlaces() throws Exception {
    CountedPeer.Script slow =
        (number, in, out, client) -> {
          byte[] frame = in.readNBytes(SIZE);
          Thread.sleep(100);
          out.write(frame);
          in.transferTo(out);
        };
    try (CountedPeer peer = new CountedPeer(slow)) {
      // Two places of 100 ms and more each: 20 of the 100 that are due, and 20 until the timeout.
      LoadRun run = run(peer.endpoint(), options(2, 100, Duration.ofSeconds(1)));
      assertEquals(100, run.totals().due());
      assertTrue(peer.most() <= 2, () -> peer.most() + " at once");
      assertTrue(run.totals().transmitted() <= 42, run.totals()::toString);
      assertEquals(run.totals().transmitted(), peer.accepted());
      assertTrue(run.totals().heldBack() >= run.totals().transmitted() - 2);
      assertEquals(100 - run.totals().transmitted(), run.totals().unsent());
      // What waits for a place is not late by our fault, but its response time has the wait.
      assertTrue(run.times().response().getMaxValue() > 500_000_000, run.times()::toString);
      assertTrue(run.times().service().getMinValue() >= 100_000_000, run.times()::toString);
      assertTrue(steps(run).echo().getMinValue() >= 100_000_000, run.times()::toString);
      assertTrue(steps(run).connect().getMinValue() < 90_000_000, run.times()::toString);
    }
  }

  @Test
  void eachDatagramHasASocketOfItsOwn() throws Exception {
    Set<SocketAddress> sources = ConcurrentHashMap.newKeySet();
    PingPeer.Schedule note =
        (n, frame, from) -> {
          sources.add(from);
          return n == 7 ? Answer.of() : Answer.of(frame);
        };
    try (PingPeer peer = PingPeer.udp(note)) {
      LoadRun run = run(peer.endpoint(), counted(4, 100, 50));
      assertEquals(50, run.totals().transmitted());
      assertEquals(49, run.totals().verified());
      assertEquals(Map.of("lost", 1L), run.totals().faults());
      // The kernel may give a port again that a socket before it had.
      assertTrue(sources.size() > 40, () -> sources.size() + " sockets");
      assertEquals(0, steps(run).connect().getTotalCount());
      assertEquals(49, steps(run).echo().getTotalCount());
    }
  }

  @Test
  void aDatagramThatIsRefusedIsAnErrorAndALoss() throws Exception {
    int port;
    try (PingPeer peer = PingPeer.udp((n, frame, from) -> Answer.of(frame))) {
      port = Objects.requireNonNull(peer.endpoint().address()).port();
    }
    LoadRun run = run(new Endpoint.Udp(new HostPort("127.0.0.1", port)), counted(2, 50, 10));
    assertEquals(10, run.totals().transmitted());
    assertEquals(10, run.totals().lost());
    assertEquals(1, run.totals().errors().size());
    assertTrue(
        run.totals().errors().keySet().iterator().next().contains("ICMP port unreachable"),
        run.totals()::toString);
    assertEquals(10, run.totals().allErrors());
  }

  @Test
  void wrongAndMissingEchoesAreThoseOfTheServer() throws Exception {
    CountedPeer.Script liar =
        (number, in, out, client) -> {
          byte[] frame = in.readNBytes(SIZE);
          switch (number % 10) {
            case 1 -> out.write(PingPeer.changed(frame, 40));
            case 2 -> out.write(frame, 0, SIZE / 2);
            case 3 -> client.setSoLinger(true, 0);
            case 4 -> {
              out.write(frame);
              out.write(frame);
              in.transferTo(OutputStream.nullOutputStream());
            }
            default -> {
              out.write(frame);
              in.transferTo(out);
            }
          }
        };
    try (CountedPeer peer = new CountedPeer(liar)) {
      LoadRun run = run(peer.endpoint(), counted(1, 200, 100));
      assertEquals(100, run.totals().transmitted());
      assertEquals(70, run.totals().verified());
      assertEquals(30, run.totals().lost());
      assertEquals(
          Map.of("corrupted", 10L, "duplicated", 10L, "lost", 10L, "truncated", 10L),
          run.totals().faults());
      assertEquals(
          Set.of("closed by the server", "connection reset"), run.totals().errors().keySet());
      assertEquals(20, run.totals().allErrors());
      assertEquals(20, run.totals().firstFaults().size());
      assertEquals(100, peer.accepted());
    }
  }

  @Test
  void aServerThatIsSilentHasLostAllAndTakesNoMorePlaces() throws Exception {
    CountedPeer.Script silent =
        (number, in, out, client) -> in.transferTo(OutputStream.nullOutputStream());
    try (CountedPeer peer = new CountedPeer(silent)) {
      LoadOptions.Builder options =
          options(4, 0, Duration.ofSeconds(1))
              .warmup(Duration.ofMillis(500))
              .patience(Duration.ofSeconds(2));
      LoadRun run = run(peer.endpoint(), options);
      assertEquals(4, peer.accepted());
      assertEquals(4, run.totals().lost(), run.totals()::toString);
      assertEquals(100, run.totals().lossPercent());
      assertFalse(run.totals().isWhole());
    }
  }

  @Test
  void aServerThatNeverClosesIsAnErrorAndKeepsNoPlace() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    CountedPeer.Script open =
        (number, in, out, client) -> {
          in.transferTo(out);
          over.await();
        };
    try (CountedPeer peer = new CountedPeer(open)) {
      LoadRun run =
          run(
              peer.endpoint(),
              options(1, 0, Duration.ofSeconds(1)).patience(Duration.ofMillis(300)));
      assertTrue(run.totals().verified() >= 2, run.totals()::toString);
      assertEquals(0, run.totals().lost());
      assertEquals(
          Set.of("the server did not close the connection within 0.3 s after the client did"),
          run.totals().errors().keySet());
    } finally {
      over.countDown();
    }
  }

  @Test
  void nobodyThereEndsTheLoadAtOnce() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = gone.getLocalPort();
    }
    Endpoint endpoint = new Endpoint.Tcp(new HostPort("127.0.0.1", port));
    ConnectFailedException refused =
        assertThrows(
            ConnectFailedException.class,
            () -> run(endpoint, options(4, 0, Duration.ofHours(1)).threads(2)));
    assertEquals(
        "127.0.0.1:" + port + " connection refused: is a server listening there?",
        refused.getMessage());
  }

  /** A closed loop does not spin: each place stays empty for 100 ms. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 100})
  void aServerThatGoesAwayIsErrorsAndNoSpin(double rate) throws Exception {
    AtomicReference<CountedPeer> listening = new AtomicReference<>();
    CountedPeer.Script last =
        (number, in, out, client) -> {
          if (number == 20) {
            listening.get().close();
          }
          in.transferTo(out);
        };
    try (CountedPeer peer = new CountedPeer(last)) {
      listening.set(peer);
      LoadRun run = run(peer.endpoint(), options(2, rate, Duration.ofSeconds(1)));
      assertTrue(run.totals().verified() >= 20, run.totals()::toString);
      String refused =
          "127.0.0.1:" + peer.port() + " connection refused: is a server listening there?";
      long errors = run.totals().errors().getOrDefault(refused, 0L);
      assertTrue(errors >= 1 && errors <= (rate == 0 ? 22 : 80), run.totals()::toString);
      assertTrue(run.totals().unsent() >= errors, run.totals()::toString);
      assertTrue(run.validity().reasons().stream().noneMatch(r -> r.contains("limit")));
      if (rate > 0) {
        assertEquals(100, run.totals().due());
      }
    }
  }

  /** Once its queue is full, a server that accepts nothing leaves SYNs unanswered. */
  @Test
  void aConnectionThatIsNotAnsweredTimesOut() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Endpoint endpoint = new Endpoint.Tcp(new HostPort("127.0.0.1", full.getLocalPort()));
      LoadRun run =
          run(endpoint, options(4, 0, Duration.ofSeconds(1)).patience(Duration.ofMillis(300)));
      assertEquals(
          Set.of(
              "127.0.0.1:"
                  + full.getLocalPort()
                  + " no answer within 0.3 s: is the address right, or does a firewall drop the"
                  + " packets?"),
          run.totals().errors().keySet());
      assertTrue(run.totals().unsent() >= 3, run.totals()::toString);
      assertEquals(0, run.totals().verified());
    }
  }

  @Test
  void aServerOfTextIsNoEchoServerAndEndsTheLoad() throws Exception {
    try (GreetingServer mail = new GreetingServer("SSH-2.0-OpenSSH_9.2\r\n")) {
      LoadRun run = run(mail.endpoint(), options(1, 0, Duration.ofHours(1)));
      assertEquals(
          Set.of("not an echo server: it answered 'SSH-2.0-OpenSSH_9.2'"),
          run.totals().errors().keySet());
      assertEquals(0, run.totals().verified());
      assertEquals(2, mail.clients());
    }
  }

  /** The kernel refuses to queue more for a Unix socket, where TCP would try again. */
  @Test
  void aFullBacklogOfAUnixSocketIsWaitedFor(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("socket");
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(path), 1);
      Thread.ofPlatform().daemon().start(() -> serveSlowly(listener));
      LoadRun run = run(new Endpoint.Unix(path.toString(), null), counted(8, 0, 30));
      assertEquals(30, run.totals().verified());
      assertEquals(Map.of(), run.totals().errors());
      // Of the first eight, three find room at once; the last waits for the fifth to be served.
      assertTrue(steps(run).connect().getMaxValue() > 20_000_000, () -> "" + steps(run));
    }
  }

  private static void serveSlowly(ServerSocketChannel listener) {
    try {
      while (true) {
        Thread.sleep(10);
        SocketChannel client = listener.accept();
        Thread.ofVirtual().start(() -> echo(client));
      }
    } catch (IOException | InterruptedException e) {
      // The test is over.
    }
  }

  private static void echo(SocketChannel client) {
    try (client) {
      ByteBuffer bytes = ByteBuffer.allocate(SIZE);
      while (client.read(bytes) >= 0) {
        client.write(bytes.flip());
        bytes.clear();
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 31, 1400, 3_000_000})
  void everySizeComesBackWhole(int size) throws Exception {
    try (CountedPeer peer = CountedPeer.echoing()) {
      LoadOptions.Builder options =
          counted(3, 0, 20).threads(2).size(size).patience(Duration.ofSeconds(20));
      LoadRun run = run(peer.endpoint(), options);
      assertEquals(20, run.totals().verified(), run.totals()::toString);
      assertEquals(Map.of(), run.totals().faults());
      assertEquals(Map.of(), run.totals().errors());
      assertEquals(20, peer.ended());
    }
  }

  @Test
  void stopEndsItAndKeepsWhatWasMeasured() throws Exception {
    try (CountedPeer peer = CountedPeer.echoing()) {
      AtomicReference<LoadMode> mode = new AtomicReference<>();
      LoadListener listener =
          new LoadListener() {
            @Override
            public void slice(LoadSlice slice) {
              mode.get().stop();
            }
          };
      mode.set(
          ReconnectingLoops.load(
              peer.endpoint(),
              ConnectOptions.DEFAULT,
              options(4, 100, Duration.ofHours(1)).build(),
              listener,
              1));
      LoadRun run = mode.get().run();
      assertTrue(run.totals().verified() >= 90, run.totals()::toString);
      assertEquals(0, run.totals().lost());
      assertEquals(run.totals().verified(), peer.accepted());
    }
  }

  @Test
  void theAddressThatAnswersIsFoundBeforeTheLoad() throws Exception {
    try (CountedPeer peer = CountedPeer.echoing()) {
      Endpoint endpoint = new Endpoint.Tcp(new HostPort("localhost", peer.port()));
      LoadRun run = run(endpoint, counted(2, 0, 10));
      assertEquals(10, run.totals().verified());
      assertEquals(10, peer.accepted());
      assertEquals("127.0.0.1:" + peer.port(), run.head().parameters().get("address"));
    }
  }

  /** What goes wrong in a handshake has the words that every other mode has for it. */
  @Test
  void aFailedHandshakeSaysWhy(@TempDir Path folder) throws Exception {
    TlsFixture fixture = TlsFixture.in(folder);
    TlsPeer tls = fixture.peer("server", TlsFixture.BOTH);
    Map<CountedPeer.Script, String> scripts =
        Map.of(
            (n, in, out, client) -> out.write("220 mail\r\n".getBytes(US_ASCII)),
            "'220 mail'",
            (n, in, out, client) -> in.transferTo(out),
            "echoes what TLS sends",
            (n, in, out, client) -> in.read(),
            "in the TLS handshake",
            (n, in, out, client) -> in.readAllBytes(),
            "the TLS handshake timed out after 1.0 s");
    for (Map.Entry<CountedPeer.Script, String> each : scripts.entrySet()) {
      CountedPeer.Script honest = (n, in, out, client) -> tls.greet(client);
      try (CountedPeer peer = new CountedPeer(honest, each.getKey())) {
        LoadMode mode =
            ReconnectingLoops.load(
                new Endpoint.Tls(new HostPort("127.0.0.1", peer.port())),
                TlsFixture.options(fixture.trusting("ca"), null),
                counted(1, 0, 1).build(),
                new LoadListener() {},
                1);
        LoadRun run = mode.run();
        assertEquals(1, run.totals().unsent(), run.totals()::toString);
        assertEquals(1, steps(run).connect().getTotalCount());
        assertEquals(1, run.totals().allErrors());
        String error = run.totals().errors().keySet().iterator().next();
        assertTrue(error.contains(each.getValue()), error);
      }
    }
  }

  @Test
  void aCertificateThatIsNotTrustedEndsTheLoadBeforeItBegins(@TempDir Path folder)
      throws Exception {
    TlsFixture fixture = TlsFixture.in(folder);
    try (ScriptedPeer peer =
        fixture.peer("self", TlsFixture.BOTH).playing((tls, tcp) -> tls.getInputStream().read())) {
      LoadMode mode =
          ReconnectingLoops.load(
              TlsFixture.at(peer),
              TlsFixture.options(fixture.trusting("ca"), null),
              options(1, 0, Duration.ofHours(1)).build(),
              new LoadListener() {},
              1);
      ConnectFailedException failed = assertThrows(ConnectFailedException.class, mode::run);
      assertTrue(failed.toString().contains("certificate"), failed::toString);
    }
  }
}
