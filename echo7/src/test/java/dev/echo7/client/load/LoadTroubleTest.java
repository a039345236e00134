package dev.echo7.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.client.GreetingServer;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.dial.ProbeRoute;
import dev.echo7.client.ping.PingPeer;
import dev.echo7.client.ping.PingPeer.Answer;
import dev.echo7.client.wire.LoadBuffers;
import dev.echo7.client.wire.LoadWire;
import dev.echo7.measure.FailIf;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.posix.TcpSample;
import dev.echo7.result.LoadRun;
import dev.echo7.result.LoadSlice;
import dev.echo7.verify.Frame;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A load whose server goes, comes late or never answers says so, and ends when it is told to. */
@Timeout(60)
class LoadTroubleTest {
  private static final int SIZE = 64;

  @Test
  void aServerOfTextIsNoEchoServerAndEndsTheLoad() throws Exception {
    try (GreetingServer mail = new GreetingServer("SSH-2.0-OpenSSH_9.2\r\n")) {
      LoadOptions options = LoadTrial.open(2, 50, Duration.ofSeconds(50));
      LoadRun run =
          LoadMode.to(mail.endpoint(), ConnectOptions.DEFAULT, options, new LoadListener() {}, 1)
              .run();
      assertEquals(
          Set.of("not an echo server: it answered 'SSH-2.0-OpenSSH_9.2'"),
          run.totals().errors().keySet());
      assertEquals(0, run.totals().verified());
      assertFalse(run.totals().isWhole());
      assertEquals(2, mail.clients());
    }
  }

  /** What was due and could not be sent any more was not answered. */
  @Test
  void aServerThatIsCutForGoodIsNoSuccess() throws Exception {
    AtomicReference<PingPeer> listening = new AtomicReference<>();
    PingPeer.Schedule dies =
        (n, frame, from) -> {
          if (n <= 20) {
            return Answer.of(frame);
          }
          close(listening.get());
          return Answer.cutting();
        };
    try (PingPeer peer = PingPeer.tcp(SIZE, dies)) {
      listening.set(peer);
      LoadRun run = LoadTrial.run(peer, LoadTrial.open(2, 50, Duration.ofSeconds(2)));
      assertEquals(100, run.totals().due());
      assertEquals(20, run.totals().verified());
      assertTrue(run.totals().unsent() > 50, run.totals()::toString);
      assertEquals(80, run.totals().lossPercent());
      assertFalse(run.totals().isWhole());
      assertEquals(
          List.of("loss>0.1%", "unsent>0", "errors>0"),
          FailIf.parse("p99>5s,loss>0.1%,unsent>0,errors>0").failures(run).stream()
              .map(FailIf.Failure::term)
              .toList());
    }
  }

  /** Nobody accepts, so that the kernel answers the first few and no more. */
  @Test
  void stopEndsALoadThatIsStillConnecting() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Endpoint endpoint = new Endpoint.Tcp(new HostPort("127.0.0.1", full.getLocalPort()));
      LoadMode mode =
          LoadMode.to(
              endpoint,
              ConnectOptions.DEFAULT,
              LoadTrial.open(100, 100, Duration.ofHours(1)),
              new LoadListener() {},
              1);
      CompletableFuture<LoadRun> run = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  run.complete(mode.run());
                } catch (IOException e) {
                  run.completeExceptionally(e);
                }
              });
      assertThrows(TimeoutException.class, () -> run.get(500, TimeUnit.MILLISECONDS));
      mode.stop();
      LoadRun report = run.get(3, TimeUnit.SECONDS);
      assertEquals(0, report.totals().due());
      assertEquals(Map.of(), report.totals().errors());
      assertFalse(report.totals().isWhole());
    }
  }

  /** What was due while a connection had no wire, its first one too, is not our lateness. */
  @Test
  void anOutageBeforeTheFirstFrameIsNotOurLateness() throws Exception {
    LoadOptions options = LoadTrial.open(1, 100, Duration.ofSeconds(2));
    long startNs = System.nanoTime();
    LoadSchedule schedule = new LoadSchedule(options, 1, startNs);
    KeptLoop loop =
        new KeptLoop(
            0,
            schedule,
            LoadBuffers.of(options.size(), options.depth(), false),
            new Frame(1, SIZE),
            new TcpSample(),
            connection -> {});
    LoadConnection connection = new LoadConnection(0, loop, schedule, options);
    loop.add(connection);
    try (PingPeer peer = PingPeer.tcp(SIZE, (n, frame, from) -> Answer.of(frame))) {
      ConnectOptions connect = ConnectOptions.DEFAULT;
      LoadOpener opener =
          new LoadOpener(ProbeRoute.to(peer.endpoint(), connect), peer.endpoint(), connect);
      LoadWire wire = opener.open(LoadBuffers.of(options.size(), options.depth(), false));
      Thread.ofVirtual()
          .start(
              () -> {
                LockSupport.parkNanos(startNs + 1_000_000_000 - System.nanoTime());
                loop.adopt(connection, wire, true);
              });
      loop.run();
    }
    assertEquals(1, loop.ledger().totals().reconnects());
    assertEquals(200, loop.ledger().totals().verified());
    long lateNs = loop.ledger().takeInterval().lateness().getMaxValue();
    assertTrue(lateNs < 500_000_000, () -> lateNs + " ns");
  }

  /** Each load of a search is charged with its own pauses, and with none before it is measured. */
  @Test
  void garbageThatWasCollectedBeforeIsNotHeldAgainstALoad() throws Exception {
    try (PingPeer peer = PingPeer.tcp(SIZE, (n, frame, from) -> Answer.of(frame))) {
      for (int i = 0; i < 2; i++) {
        LoadMode mode =
            LoadMode.to(
                peer.endpoint(),
                ConnectOptions.DEFAULT,
                LoadTrial.open(1, 100, Duration.ofMillis(300)),
                new LoadListener() {},
                1);
        System.gc();
        System.gc();
        long before = collections();
        long charged = mode.run().pauses().count();
        long meanwhile = collections() - before; // those of other tests too
        assertTrue(charged <= meanwhile, () -> charged + " of " + meanwhile);
      }
    }
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  /** Counts until the last full second are not divided by a time that went on. */
  @Test
  void theRateSoFarIsThatOfTheSecondsThatWereCounted() throws Exception {
    AtomicReference<LoadMode> mode = new AtomicReference<>();
    CompletableFuture<LoadRun> soFar = new CompletableFuture<>();
    LoadListener listener =
        new LoadListener() {
          @Override
          public void slice(LoadSlice slice) {
            // Holds up the next second, and looks back after most of it has gone by.
            LockSupport.parkNanos(800_000_000);
            soFar.complete(mode.get().report());
          }
        };
    try (PingPeer peer = PingPeer.tcp(SIZE, (n, frame, from) -> Answer.of(frame))) {
      LoadOptions options = LoadTrial.open(4, 200, Duration.ofSeconds(2));
      mode.set(LoadMode.to(peer.endpoint(), ConnectOptions.DEFAULT, options, listener, 1));
      LoadRun whole = mode.get().run();
      LoadRun early = soFar.get();
      assertEquals(early.slices().getFirst().toNs(), early.measuredNs());
      assertEquals(200, early.rate(), 30);
      assertEquals(2_000_000_000, whole.measuredNs());
      assertEquals(400, whole.totals().verified());
    }
  }

  private static void close(PingPeer peer) {
    try {
      peer.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
