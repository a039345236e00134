package dev.echo7.client.ping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.client.ScriptedPeer;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.tls.TlsFixture;
import dev.echo7.client.tls.TlsPeer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Probes on a connection of their own each: its steps are told apart. */
@Timeout(60)
class PingReconnectTest extends PingTrial {
  @Test
  void aProbeThatReconnectsTellsTheStepsApart() throws Exception {
    try (PingPeer peer = tcp((n, frame, from) -> PingPeer.Answer.after(60, frame))) {
      PingReport report = run(peer, reconnecting(options(3, Duration.ofMillis(100))));
      assertEquals(3, report.received());
      assertEquals(3, report.steps().echo().count());
      assertTime(60e6, (double) report.steps().echo().min());
      assertTrue(report.steps().connect().max() > 0);
      assertEquals(0, report.steps().tls().max());
      assertTrue(report.exact().min() >= report.steps().echo().min());
      assertEquals(3, replies.size());
      for (PingReply reply : replies) {
        // Nothing of this program's own work counts as time of the path.
        assertEquals(Objects.requireNonNull(reply.steps()).sumNs(), reply.serviceNs());
      }
      assertEquals(0, report.reconnects());
    }
  }

  @Test
  void aProbeThatReconnectsAndIsNotAnsweredIsAnError() throws Exception {
    try (PingPeer peer = tcp((n, frame, from) -> n == 2 ? answer() : answer(frame))) {
      PingOptions options =
          new PingOptions(3, SHORT, false, SIZE, Duration.ofMillis(400), null, true);
      PingReport report = run(peer, options);
      assertEquals(2, report.received());
      assertEquals(1, report.errors());
      assertTrue(report.errorMessages().getFirst().contains("no reply within 400 ms"));
    }
  }

  @Test
  void theHandshakeOfTlsIsAStepOfItsOwn(@TempDir Path folder) throws Exception {
    TlsFixture tls = TlsFixture.in(folder);
    try (ScriptedPeer peer = tls.peer("server", TlsFixture.BOTH).playing(TlsPeer::echo)) {
      ConnectOptions connect = TlsFixture.options(tls.trusting("ca"), Duration.ofSeconds(10));
      // The first handshake of a JVM, on a machine that is busy.
      PingOptions patient =
          new PingOptions(1, SHORT, false, SIZE, Duration.ofSeconds(10), null, true);
      PingReport report = PingMode.to(TlsFixture.at(peer), connect, patient, listener, 1).run();
      assertEquals(1, report.received(), () -> report.errorMessages().toString());
      assertTrue(report.steps().tls().min() > 0);
    }
  }
}
