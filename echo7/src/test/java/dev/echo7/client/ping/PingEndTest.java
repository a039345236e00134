package dev.echo7.client.ping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.client.ScriptedPeer;
import dev.echo7.client.connect.FullBacklog;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a run ends whatever waits in it. */
@Timeout(60)
class PingEndTest extends PingTrial {
  /** More than any socket's buffers take. */
  private static final int HUGE = 32_000_000;

  private static final Duration LINGER = Duration.ofSeconds(30);
  private static final long SOON_NS = 5_000_000_000L;

  @Test
  void theDeadlineEndsASendThatNobodyReads() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (ScriptedPeer peer = ScriptedPeer.playing((client, in, out) -> over.await())) {
      PingReport report = runsSoon(mode(at(peer.port()), probes(HUGE, 700), 1));
      assertEquals(1, report.transmitted());
      assertEquals(0, report.errors());
    } finally {
      over.countDown();
    }
  }

  @Test
  void stopEndsASendThatNobodyReads() throws Exception {
    CountDownLatch accepted = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    ScriptedPeer.Script script =
        (client, in, out) -> {
          assertTrue(in.read() >= 0);
          accepted.countDown();
          over.await();
        };
    try (ScriptedPeer peer = ScriptedPeer.playing(script)) {
      PingMode mode = mode(at(peer.port()), probes(HUGE, null), 1);
      stopAfter(accepted, mode);
      assertEquals(0, runsSoon(mode).errors());
    } finally {
      over.countDown();
    }
  }

  @Test
  void theDeadlineEndsAConnectionThatIsNotAnswered() throws Exception {
    try (FullBacklog deaf = FullBacklog.open()) {
      PingReport report = runsSoon(mode(at(deaf.address().getPort()), probes(SIZE, 700), 1));
      assertEquals(1, report.transmitted());
      assertEquals(1, report.errors());
      assertTrue(report.errorMessages().getFirst().contains("-w"), report::toString);
    }
  }

  @Test
  void stopEndsAConnectionThatIsNotAnswered() throws Exception {
    try (FullBacklog deaf = FullBacklog.open()) {
      for (PingOptions options : List.of(probes(SIZE, null), reconnecting(probes(SIZE, null)))) {
        PingMode mode = mode(at(deaf.address().getPort()), options, 1);
        CountDownLatch begun = new CountDownLatch(1);
        Thread runner = Thread.currentThread();
        Thread.ofVirtual()
            .start(
                () -> {
                  while (runner.getState() != Thread.State.RUNNABLE || !isConnecting(runner)) {
                    Pause.briefly();
                  }
                  begun.countDown();
                });
        stopAfter(begun, mode);
        assertEquals(0, runsSoon(mode).errors());
      }
    }
  }

  @Test
  void stopEndsAReconnectingProbeThatIsNotAnswered() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    ScriptedPeer.Script script =
        (client, in, out) -> {
          assertTrue(in.read() >= 0);
          asked.countDown();
          over.await();
        };
    try (ScriptedPeer peer = ScriptedPeer.playing(script)) {
      PingMode mode = mode(at(peer.port()), reconnecting(probes(SIZE, null)), 1);
      stopAfter(asked, mode);
      assertEquals(0, runsSoon(mode).errors());
    } finally {
      over.countDown();
    }
  }

  private static boolean isConnecting(Thread thread) {
    for (StackTraceElement element : thread.getStackTrace()) {
      if (element.getClassName().endsWith("HappyEyeballs")) {
        return true;
      }
    }
    return false;
  }

  private static void stopAfter(CountDownLatch moment, PingMode mode) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                moment.await();
                mode.stop();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private static PingReport runsSoon(PingMode mode) {
    long startNs = System.nanoTime();
    PingReport report = mode.run();
    long tookNs = System.nanoTime() - startNs;
    assertTrue(tookNs < SOON_NS, () -> tookNs + " ns");
    assertTrue(!Thread.interrupted(), "whoever ran it is left interrupted");
    return report;
  }

  private static Endpoint at(int port) {
    return new Endpoint.Tcp(new HostPort("127.0.0.1", port));
  }

  private static PingOptions probes(int size, @Nullable Integer deadlineMs) {
    Duration deadline = deadlineMs == null ? null : Duration.ofMillis(deadlineMs);
    return new PingOptions(2, SHORT, false, size, LINGER, deadline, false);
  }
}
