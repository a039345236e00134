package dev.echo7.client.ping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.posix.KernelTcp;
import dev.echo7.verify.Fault;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each number of a report is that of the schedule which the server kept to. */
@Timeout(60)
class PingModeTest extends PingTrial {
  /** Long enough that one probe is over, also on a busy machine, before the next is due. */
  private static final Duration LONG = Duration.ofMillis(400);

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp"})
  void timesAreThoseOfTheDelays(String transport) throws Exception {
    PingPeer.Schedule delays = (n, frame, from) -> PingPeer.Answer.after(40 * n, frame);
    try (PingPeer peer = transport.equals("tcp") ? tcp(delays) : PingPeer.udp(delays)) {
      PingReport report = run(peer, options(5, LONG));
      assertEquals(5, report.transmitted());
      assertEquals(5, report.received());
      assertEquals(0, report.lossPercent());
      for (PingReply reply : replies) {
        assertTime(40e6 * reply.sequence(), (double) reply.serviceNs());
        assertTrue(reply.responseNs() >= reply.serviceNs());
      }
      assertTime(4e6 * LONG.toMillis() + 200e6, (double) report.elapsedNs());
      assertSummarises(replies.stream().mapToLong(PingReply::serviceNs).sorted().toArray(), report);
    }
  }

  /** By the definitions, from the times of each reply: exact, and by histogram to three digits. */
  private static void assertSummarises(long[] sorted, PingReport report) {
    double mean = LongStream.of(sorted).average().orElseThrow();
    double variance = LongStream.of(sorted).mapToDouble(t -> (t - mean) * (t - mean)).sum() / 5.0;
    assertEquals(sorted[0], report.exact().min());
    assertEquals(mean, report.exact().mean(), 1);
    assertEquals(sorted[4], report.exact().max());
    assertEquals(Math.sqrt(variance), report.exact().deviation(), 1);
    Histogram service = report.times().service();
    assertEquals(5, service.getTotalCount());
    assertEquals((double) sorted[2], (double) service.getValueAtPercentile(50), sorted[2] / 1e3);
    assertEquals((double) sorted[4], (double) service.getValueAtPercentile(90), sorted[4] / 1e3);
    assertEquals((double) sorted[4], (double) service.getValueAtPercentile(99), sorted[4] / 1e3);
  }

  /** Two threads, so that a stalled reply keeps no probe from going out. */
  @Test
  void responseTimeAndServiceTimeAgreeWhileOurSendsAreOnTime() throws Exception {
    try (PingPeer peer = tcp((n, frame, from) -> PingPeer.Answer.after(n == 1 ? 300 : 0, frame))) {
      PingReport report = run(peer, options(4, SHORT));
      assertTime(300e6, (double) report.times().response().getMaxValue());
      assertTrue(events.contains("unanswered 1"), events::toString);
      // On one connection the others had to wait behind the first, and each waited less.
      for (PingReply reply : replies) {
        double waitedNs = 300e6 - 50e6 * (reply.sequence() - 1);
        assertTrue(reply.responseNs() > waitedNs * 0.9, reply::toString);
      }
      assertTrue(report.times().lateness().getMaxValue() < slackNs());
    }
  }

  @Test
  void lossIsThatOfTheSchedule() throws Exception {
    try (PingPeer peer = PingPeer.udp((n, frame, from) -> n % 4 == 0 ? answer() : answer(frame))) {
      PingReport report = run(peer, options(12, Duration.ofMillis(10)));
      assertEquals(12, report.transmitted());
      assertEquals(9, report.received());
      assertEquals(25, report.lossPercent());
      assertEquals(3, report.number("lost").orElseThrow());
    }
  }

  @Test
  void duplicatesAndReorderingAreThoseOfTheSchedule() throws Exception {
    try (PingPeer peer =
        PingPeer.udp(
            (n, frame, from) ->
                switch (n) {
                  case 2 -> answer(frame, frame);
                  case 4 -> PingPeer.Answer.after(600, frame);
                  default -> answer(frame);
                })) {
      PingReport report = run(peer, options(6, Duration.ofMillis(100)));
      assertEquals(6, report.received());
      assertEquals(1, report.duplicates());
      assertEquals(1, report.reordered());
      assertTrue(events.contains("duplicated: frame 2"), events::toString);
      assertTrue(events.contains("reordered: frame 4 arrived late"), events::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp"})
  void corruptionIsThatOfTheScheduleWithItsEvidence(String transport) throws Exception {
    PingPeer.Schedule liar =
        (n, frame, from) -> answer(n == 3 ? PingPeer.changed(frame, 50) : frame);
    try (PingPeer peer = transport.equals("tcp") ? tcp(liar) : PingPeer.udp(liar)) {
      PingReport report = run(peer, options(4, SHORT));
      assertEquals(3, report.received());
      assertEquals(1, report.corrupted());
      Fault fault = report.firstFaults().getFirst();
      assertEquals("corrupted: frame 3, first at byte 50", fault.summary());
      assertEquals(0x20, fault.expected()[8] ^ fault.actual()[8]);
    }
  }

  /** A server that mixes two runs up is found out by each of them. */
  @Test
  void anotherConnectionsBytesAreKnown() throws Exception {
    byte[][] other = new byte[1][];
    try (PingPeer first = tcp((n, frame, from) -> keep(other, frame))) {
      assertEquals(1, run(first, options(1, SHORT)).received());
    }
    try (PingPeer second = tcp((n, frame, from) -> answer(n == 2 ? other[0] : frame))) {
      PingReport report = run(second, options(3, SHORT), 4711);
      assertEquals(1, report.faults().get(Fault.Kind.FOREIGN));
      assertEquals(2, report.received());
    }
  }

  private static PingPeer.Answer keep(byte[][] kept, byte[] frame) {
    kept[0] = frame;
    return answer(frame);
  }

  @Test
  void aConnectionThatBreaksIsOpenedAgainAndCounted() throws Exception {
    try (PingPeer peer =
        tcp((n, frame, from) -> n % 3 == 2 ? PingPeer.Answer.cutting() : answer(frame))) {
      PingReport report = run(peer, options(7, LONG));
      assertEquals(7, report.transmitted());
      assertEquals(5, report.received());
      assertEquals(2, report.errors());
      assertEquals(2, report.reconnects());
      assertEquals(
          List.of("error 2", "error 5"),
          events.stream().filter(e -> e.startsWith("error")).toList());
    }
  }

  @Test
  void aPortOnWhichNobodyListensIsAnErrorAProbe() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = closed.getLocalPort();
    }
    for (Endpoint endpoint :
        List.of(
            new Endpoint.Tcp(new HostPort("127.0.0.1", port)),
            new Endpoint.Udp(new HostPort("127.0.0.1", port)))) {
      PingReport report = run(endpoint, options(3, LONG), 1);
      assertEquals(3, report.transmitted(), endpoint.toString());
      assertEquals(0, report.received());
      assertEquals(3, report.errors(), endpoint.toString());
      assertEquals(100, report.lossPercent());
    }
  }

  @Test
  void floodSendsTheNextWhenOneIsBack() throws Exception {
    try (PingPeer peer = tcp((n, frame, from) -> answer(frame))) {
      PingOptions flood =
          new PingOptions(2000, SHORT, true, SIZE, Duration.ofSeconds(10), null, false);
      PingReport report = run(peer, flood);
      assertEquals(2000, report.transmitted());
      assertEquals(2000, report.received());
      assertEquals(0, report.times().lateness().getTotalCount());
      assertTrue(report.elapsedNs() < 2000L * 10_000_000, "not faster than 100 a second");
    }
  }

  @Test
  void floodOfLargeProbesDoesNotStandStill() throws Exception {
    int size = 4 << 20;
    try (PingPeer peer = PingPeer.tcp(size, (n, frame, from) -> answer(frame))) {
      PingOptions flood =
          new PingOptions(5, SHORT, true, size, Duration.ofSeconds(10), null, false);
      PingReport report = run(peer, flood);
      assertEquals(5, report.received());
      assertEquals(0, report.corrupted());
    }
  }

  @Test
  void theDeadlineEndsARunThatHasNoAnswer() throws Exception {
    try (PingPeer peer = tcp((n, frame, from) -> answer())) {
      PingOptions options =
          new PingOptions(
              5, SHORT, false, SIZE, Duration.ofSeconds(10), Duration.ofMillis(600), false);
      long startNs = System.nanoTime();
      PingReport report = run(peer, options);
      assertEquals(0, report.received());
      assertTrue(report.transmitted() > 5, "with a deadline, -c counts replies");
      long tookNs = System.nanoTime() - startNs;
      assertTrue(tookNs >= 600_000_000 && tookNs < 2_000_000_000, () -> tookNs + " ns");
    }
  }

  @Test
  void stopEndsARunThatHasNoEnd() throws Exception {
    try (PingPeer peer = tcp((n, frame, from) -> answer(frame))) {
      PingMode mode = mode(peer.endpoint(), options(0, SHORT), 1);
      Thread stopper =
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (mode.report().received() < 3) {
                      Pause.briefly();
                    }
                    mode.stop();
                  });
      assertTrue(mode.run().received() >= 3);
      stopper.join();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 31, 32, 1400, 200_000})
  void everySizeComesBack(int size) throws Exception {
    try (PingPeer peer = PingPeer.tcp(size, (n, frame, from) -> answer(frame))) {
      PingOptions options =
          new PingOptions(
              300, Duration.ofNanos(200_000), false, size, Duration.ofSeconds(10), null, false);
      PingReport report = run(peer.endpoint(), options, 1);
      assertEquals(300, report.received());
      assertTrue(report.faults().isEmpty(), () -> report.faults().toString());
    }
  }

  @Test
  void theKernelTellsItsOwnTimeOnLinux() throws Exception {
    Assumptions.assumeTrue(
        System.getProperty("os.name").equals("Linux"), "TCP_INFO is read on Linux");
    try (PingPeer peer = tcp((n, frame, from) -> answer(frame))) {
      KernelTcp kernel = run(peer, options(3, SHORT)).kernel();
      assertNotNull(kernel);
      assertTrue(kernel.rttUs() > 0 && kernel.rttUs() < 1_000_000, kernel::toString);
      assertEquals(0, kernel.retransmits());
    }
    try (PingPeer peer = PingPeer.udp((n, frame, from) -> answer(frame))) {
      assertNull(run(peer, options(1, SHORT)).kernel());
    }
  }
}
