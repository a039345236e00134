package dev.echo7.cli.ping;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.cli.OutputStyle;
import dev.echo7.client.ping.PingOptions;
import dev.echo7.client.ping.PingReport;
import dev.echo7.client.ping.PingSteps;
import dev.echo7.measure.GcPauses;
import dev.echo7.measure.Moments;
import dev.echo7.measure.Times;
import dev.echo7.measure.Validity;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.verify.Fault;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The summary of a known report, to the letter. */
class PingSummaryTest {
  private static final Endpoint ENDPOINT = new Endpoint.Tcp(new HostPort("example.org", 7));

  @Test
  void printsPingsThreeLinesAndThePercentilesBelow() {
    assertEquals(
        """

        --- example.org ping statistics ---
        5 packets transmitted, 5 received, 0% packet loss, time 4005ms
        rtt min/avg/max/mdev = 0.041/0.052/0.071/0.010 ms
        rtt p50 = 0.050 ms
        jitter = 0.012 ms (RFC 3550)
        """,
        printed(report(5, Map.of(), 0, 41_000, 46_000, 50_000, 52_000, 71_000)));
  }

  @Test
  void printsWhatPingAddsAndWhatPingDoesNotKnow() {
    Map<Fault.Kind, Long> faults =
        Map.of(Fault.Kind.DUPLICATED, 2L, Fault.Kind.TRUNCATED, 1L, Fault.Kind.REORDERED, 3L);
    assertEquals(
        """

        --- example.org ping statistics ---
        3 packets transmitted, 1 received, +2 duplicates, +1 corrupted, +4 errors, 66.6667% packet\
         loss, time 4005ms
        rtt min/avg/max/mdev = 1.500/1.500/1.500/0.000 ms
        longest run of lost probes: 2
        3 reordered
        """,
        printed(report(3, faults, 4, 1_500_000)));
  }

  @Test
  void printsNoTimesWhereThereAreNone() {
    assertEquals(
        """

        --- example.org ping statistics ---
        2 packets transmitted, 0 received, +2 errors, 100% packet loss, time 4005ms
        longest run of lost probes: 2
        """,
        printed(report(2, Map.of(), 2)));
  }

  @Test
  void statusIsPingsLineForSigquit() {
    assertEquals(
        "2/3 packets, 33% loss, min/avg/ewma/max = 1.000/2.000/1.250/3.000 ms",
        PingSummary.status(report(3, Map.of(), 0, 1_000_000, 3_000_000)));
  }

  private static String printed(PingReport report) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PingOptions options =
        new PingOptions(5, Duration.ofSeconds(1), false, 64, Duration.ofSeconds(1), null, false);
    new PingSummary(ENDPOINT, options, report)
        .print(new PrintStream(bytes, true, StandardCharsets.UTF_8), new OutputStyle(false, false));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static PingReport report(
      long transmitted, Map<Fault.Kind, Long> faults, long errors, long... timesNs) {
    Times times = Times.none();
    Moments exact = new Moments();
    for (long time : timesNs) {
      times.service().recordValue(time);
      exact.add(time);
    }
    return new PingReport(
        "192.0.2.1:7",
        new PingReport.Counts(
            transmitted, timesNs.length, errors, 0, 0, transmitted - timesNs.length),
        faults,
        List.of(),
        List.of(),
        times,
        exact,
        1_250_000,
        12_300,
        new PingSteps(new Moments(), new Moments(), new Moments(), new Moments()),
        4_004_900_000L,
        null,
        GcPauses.Total.NONE,
        new Validity(List.of()));
  }
}
