package dev.echo7.client.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.ping.PingOptions;
import dev.echo7.client.ping.PingPeer;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each number of a sweep is that of the schedule which the server kept to. */
@Timeout(60)
class SweepTest {
  private static final int SIZE = 64;

  /** Long enough that one probe is over, also on a busy machine, before the next is due. */
  private static final Duration LONG = Duration.ofMillis(400);

  @Test
  void aSweepNamesThePortThatLosesAndTheOneThatIsSlow() throws Exception {
    List<SocketPort> seen = Collections.synchronizedList(new ArrayList<>());
    PingPeer.Schedule schedule =
        (n, frame, from) -> {
          int index = SocketPort.index(seen, from);
          if (index == 3 && n % 2 == 0) {
            return answer();
          }
          return index == 7 ? PingPeer.Answer.after(300, frame) : answer(frame);
        };
    try (PingPeer peer = PingPeer.udp(schedule)) {
      PortSweep.Report report =
          new PortSweep(
                  peer.endpoint(), ConnectOptions.DEFAULT, options(10, Duration.ofMillis(100)))
              .run(11, 1, (place, opened) -> {});
      assertEquals(11, report.ports().size());
      PortOutliers outliers = PortOutliers.among(report.ports());
      assertEquals(
          List.of(seen.get(3).port()), outliers.lossy().stream().map(PortResult::port).toList());
      assertEquals(
          List.of(seen.get(7).port()), outliers.slow().stream().map(PortResult::port).toList());
      assertEquals(5, outliers.lossy().getFirst().received());
      long medianNs = outliers.slow().getFirst().medianNs();
      assertTrue(medianNs >= 300_000_000 && medianNs < 550_000_000, () -> medianNs + " ns");
      assertEquals(105, report.ports().stream().mapToInt(PortResult::received).sum());
      assertEquals(105, report.times().count());
    }
  }

  /** A source, in the order of first appearance. */
  private record SocketPort(int port) {
    static int index(List<SocketPort> seen, SocketAddress from) {
      SocketPort port = new SocketPort(((InetSocketAddress) from).getPort());
      if (!seen.contains(port)) {
        seen.add(port);
      }
      return seen.indexOf(port);
    }
  }

  @Test
  void aSweepOverTcpCountsWhatEachPortGot() throws Exception {
    try (PingPeer peer = PingPeer.tcp(SIZE, (n, frame, from) -> answer(frame))) {
      PortSweep.Report report =
          new PortSweep(peer.endpoint(), ConnectOptions.DEFAULT, options(5, Duration.ofMillis(20)))
              .run(8, 1, (place, opened) -> {});
      assertEquals(
          IntStream.range(0, 8).mapToObj(i -> 5).toList(),
          report.ports().stream().map(PortResult::received).toList());
      assertEquals(8, report.ports().stream().map(PortResult::port).distinct().count());
    }
  }

  @Test
  void aSweepThatIsToldToStopAwaitsNothing() throws Exception {
    try (PingPeer peer = PingPeer.udp((n, frame, from) -> answer(frame))) {
      PortSweep sweep =
          new PortSweep(peer.endpoint(), ConnectOptions.DEFAULT, options(5, Duration.ofMinutes(9)));
      PortSweep.Report report =
          assertTimeoutPreemptively(
              Duration.ofMinutes(1),
              () -> sweep.run(2, 1, (place, opened) -> Thread.ofVirtual().start(sweep::stop)));
      assertEquals(2, report.ports().size());
    }
  }

  /** From then on there is nobody: the system refuses each further connection. */
  @Test
  void aPortThatIsNotConnectedIsKeptAndNamed() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread.ofVirtual().start(() -> serveFive(listener));
      Endpoint endpoint = new Endpoint.Tcp(new HostPort("127.0.0.1", listener.getLocalPort()));
      List<PortResult> ports =
          new PortSweep(endpoint, ConnectOptions.DEFAULT, options(5, Duration.ofMillis(20)))
              .run(8, 1, (place, opened) -> {})
              .ports();
      assertEquals(8, ports.stream().map(PortResult::port).distinct().count());
      assertEquals(
          List.of(5, 5, 5, 5, 5, 0, 0, 0), ports.stream().map(PortResult::received).toList());
      assertEquals(ports.subList(5, 8), PortOutliers.among(ports).lossy());
      for (PortResult dead : ports.subList(5, 8)) {
        assertTrue(dead.port() > 0 && dead.error() != null && dead.lost() == 5, dead::toString);
      }
    }
  }

  private static void serveFive(ServerSocket listener) {
    try {
      for (int i = 0; i < 5; i++) {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> echo(client));
      }
      listener.close();
    } catch (IOException e) {
      // The test is over.
    }
  }

  /** Mail, here, which greets and goes. */
  @Test
  void aServerOfAnotherProtocolIsNamed() throws Exception {
    String said = "not an echo server: it answered '220 mail ready'";
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread.ofVirtual().start(() -> greet(listener));
      Endpoint endpoint = new Endpoint.Tcp(new HostPort("127.0.0.1", listener.getLocalPort()));
      List<PortResult> ports =
          new PortSweep(endpoint, ConnectOptions.DEFAULT, options(3, Duration.ofMillis(100)))
              .run(2, 1, (place, opened) -> {})
              .ports();
      assertEquals(List.of(said, said), ports.stream().map(PortResult::error).toList());
    }
    byte[] greeting = "220 mail ready\r\n".getBytes(StandardCharsets.US_ASCII);
    try (PingPeer peer = PingPeer.udp((n, frame, from) -> answer(greeting))) {
      SizeSweep sweep =
          new SizeSweep(address(peer), ConnectOptions.DEFAULT, LONG.toNanos(), false, 1);
      IOException refused = assertThrows(IOException.class, () -> sweep.run(100, 200, each -> {}));
      assertEquals(said, refused.getMessage());
    }
  }

  private static void greet(ServerSocket listener) {
    try {
      while (true) {
        try (Socket client = listener.accept()) {
          client.getOutputStream().write("220 mail ready\r\n".getBytes(StandardCharsets.US_ASCII));
        }
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static void echo(Socket client) {
    try (client) {
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      // The client has gone.
    }
  }

  @Test
  void aSweepCountsWhatCameTwiceAndWhatCameChangedForEachPort() throws Exception {
    List<SocketPort> seen = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger twice = new AtomicInteger();
    PingPeer.Schedule schedule =
        (n, frame, from) ->
            switch (SocketPort.index(seen, from)) {
              // Not the last one: the sweep ends with its reply, and may not see its duplicate.
              case 1 -> twice.incrementAndGet() < 4 ? answer(frame, frame) : answer(frame);
              case 2 -> answer(PingPeer.changed(frame, 50));
              default -> answer(frame);
            };
    try (PingPeer peer = PingPeer.udp(schedule)) {
      List<PortResult> ports =
          new PortSweep(peer.endpoint(), ConnectOptions.DEFAULT, options(4, LONG))
              .run(3, 1, (place, opened) -> {})
              .ports();
      assertEquals(List.of(4, 4, 0), ports.stream().map(PortResult::received).toList());
      assertEquals(List.of(0, 3, 0), ports.stream().map(PortResult::duplicates).toList());
      assertEquals(List.of(0, 0, 4), ports.stream().map(PortResult::corrupted).toList());
    }
  }

  @Test
  void aSweepFindsTheLargestSizeThatComesBack() throws Exception {
    try (PingPeer peer =
        PingPeer.udp((n, frame, from) -> frame.length > 1357 ? answer() : answer(frame))) {
      SizeSweep sweep = new SizeSweep(address(peer), ConnectOptions.DEFAULT, 250_000_000, false, 1);
      List<Integer> tried = new ArrayList<>();
      SizeSweep.Report report = sweep.run(64, 2000, one -> tried.add(one.size()));
      assertEquals(1357, report.largest());
      assertEquals(28, report.headerBytes());
      assertTrue(tried.containsAll(List.of(64, 2000, 1357, 1358)), tried::toString);
    }
  }

  @Test
  void aSweepTellsASizeThatIsCutFromOneThatIsLost() throws Exception {
    PingPeer.Schedule cutting =
        (n, frame, from) -> answer(Arrays.copyOf(frame, Math.min(frame.length, 1024)));
    try (PingPeer peer = PingPeer.udp(cutting)) {
      SizeSweep sweep = new SizeSweep(address(peer), ConnectOptions.DEFAULT, 50_000_000, false, 1);
      SizeSweep.Report report = sweep.run(1000, 1100, one -> {});
      assertEquals(1024, report.largest());
      assertTrue(report.finished());
      for (SizeSweep.Try one : report.tries()) {
        boolean whole = one.size() <= 1024;
        assertEquals(
            whole ? SizeSweep.Outcome.CAME_BACK : SizeSweep.Outcome.TRUNCATED, one.outcome());
        assertEquals(whole ? 0 : 1024, one.cameBytes());
      }
    }
  }

  @Test
  void aSweepOfSizesThatIsStoppedSaysThatItIsNotFinished() throws Exception {
    try (PingPeer peer =
        PingPeer.udp((n, frame, from) -> frame.length > 1000 ? answer() : answer(frame))) {
      SizeSweep sweep = new SizeSweep(address(peer), ConnectOptions.DEFAULT, 250_000_000, false, 1);
      SizeSweep.Report report = sweep.run(64, 2000, one -> sweep.stop());
      assertEquals(64, report.largest());
      assertFalse(report.finished());
      assertEquals(List.of(64), report.tries().stream().map(SizeSweep.Try::size).toList());
    }
  }

  private static PingPeer.Answer answer(byte[]... parts) {
    return PingPeer.Answer.of(parts);
  }

  private static PingOptions options(long count, Duration interval) {
    return new PingOptions(count, interval, false, SIZE, Duration.ofSeconds(2), null, false);
  }

  private static HostPort address(PingPeer peer) {
    return ((Endpoint.Internet) peer.endpoint()).address();
  }
}
