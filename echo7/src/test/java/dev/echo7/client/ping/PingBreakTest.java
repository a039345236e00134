package dev.echo7.client.ping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import dev.echo7.client.GreetingServer;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that breaks is an error; it is no loss, and not our lateness. */
@Timeout(60)
class PingBreakTest extends PingTrial {
  private static final Duration LONG = Duration.ofMillis(400);
  private static final int PROBES = 100;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aServerOfTextIsNoEchoServerAndEndsTheRun(boolean reconnecting) throws Exception {
    try (GreetingServer mail = new GreetingServer("220 mail ready\r\n")) {
      PingOptions options = options(50, SHORT);
      PingReport report =
          PingMode.to(
                  mail.endpoint(),
                  ConnectOptions.DEFAULT,
                  reconnecting ? reconnecting(options) : options,
                  listener,
                  1)
              .run();
      assertEquals(
          List.of("seq=1: not an echo server: it answered '220 mail ready'"),
          report.errorMessages());
      assertEquals(0, report.received());
      assertEquals(1, mail.clients());
      assertEquals(List.of(), report.firstFaults());
    }
  }

  @Test
  void anErrorAfterTheAnswerDoesNotTakeThePlaceOfAReply() throws Exception {
    PingPeer.Schedule schedule =
        (n, frame, from) ->
            n == 3 ? PingPeer.Answer.cutting(frame) : PingPeer.Answer.after(n < 3 ? 0 : 100, frame);
    try (PingPeer peer = tcp(schedule)) {
      PingReport report = run(peer, options(5, LONG));
      assertEquals(5, report.transmitted());
      assertEquals(5, report.received());
      assertEquals(1, report.errors());
    }
  }

  /** The kernel tells of a reset only once, to whichever thread asks first. */
  @ParameterizedTest
  @CsvSource({"64, false", "64, true", "100000, false", "100000, true"})
  void aResetAtOnceIsNamed(int size, boolean reconnecting) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread.ofPlatform().daemon().start(() -> resetAll(listener));
      PingOptions options =
          new PingOptions(
              PROBES, Duration.ofMillis(5), false, size, Duration.ofSeconds(2), null, reconnecting);
      Endpoint endpoint = new Endpoint.Tcp(new HostPort("127.0.0.1", listener.getLocalPort()));
      PingReport report = run(endpoint, options, 1);
      // A connection that breaks only after the next probe is an error of both together.
      assertTrue(report.errors() >= (reconnecting ? PROBES : PROBES / 2), report::toString);
      for (String message : report.errorMessages()) {
        assertTrue(message.matches("seq=[1-9]\\d*: .*connection reset.*"), message);
      }
    }
  }

  /** With 10 s for the last reply: a probe that was refused has none to wait for. */
  @Test
  void refusedDatagramsEndTheRunAtOnce() throws Exception {
    PingOptions options = new PingOptions(3, SHORT, false, 64, Duration.ofSeconds(10), null, false);
    Endpoint closed = new Endpoint.Udp(new HostPort("127.0.0.1", Machine.freePort()));
    long startNs = System.nanoTime();
    PingReport report = run(closed, options, 1);
    assertEquals(0, report.received());
    assertEquals(3, report.errors(), report::toString);
    assertTrue(System.nanoTime() - startNs < 5_000_000_000L, "it waited for a reply");
  }

  private static void resetAll(ServerSocket listener) {
    try {
      while (true) {
        Socket socket = listener.accept();
        socket.setSoLinger(true, 0);
        socket.close();
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  /**
   * The second connection waits a second: Linux drops its first SYN, since the queue is full, and
   * the kernel sends it again only then. Twenty probes are overdue when it is there.
   */
  @Test
  void probesThatWaitedForASlowConnectionAreNotOurLateness() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread.ofVirtual().start(() -> serveWithAGap(listener));
      Endpoint endpoint = new Endpoint.Tcp(new HostPort("127.0.0.1", listener.getLocalPort()));
      PingReport report = run(endpoint, options(24, SHORT), 1);
      assertEquals(1, report.reconnects());
      assertEquals(24, report.transmitted());
      assertTrue(
          report.times().response().getMaxValue() > 500_000_000, "the connection was not slow");
      double lateNs = report.times().lateness().getMaxValue();
      assertTrue(lateNs < slackNs(), () -> lateNs / 1e6 + " ms late");
    }
  }

  private static void serveWithAGap(ServerSocket listener) {
    try (Socket first = listener.accept()) {
      first.getOutputStream().write(first.getInputStream().readNBytes(SIZE));
      try (Socket filler = new Socket(listener.getInetAddress(), listener.getLocalPort());
          Socket other = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
        first.shutdownOutput();
        PingPeer.await(System.nanoTime() + 400_000_000);
        listener.accept().close();
        listener.accept().close();
        assertTrue(filler.isConnected() && other.isConnected());
      }
      try (Socket second = listener.accept()) {
        second.getInputStream().transferTo(second.getOutputStream());
      }
    } catch (IOException e) {
      // The test is over.
    }
  }
}
