package dev.echo7.client.ping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.verify.Fault;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a report says of times that are given by hand. */
class PingLedgerTest {
  private static final long MS = 1_000_000;

  private final PingLedger ledger = new PingLedger(options());

  private static PingOptions options() {
    return new PingOptions(
        0, Duration.ofMillis(100), false, 64, Duration.ofSeconds(1), null, false);
  }

  /** A probe that was due at a time, went out late by some, and came back after some more. */
  private void probe(long sequence, long dueMs, long lateMs, long tookMs) {
    ledger.tried(dueMs * MS, (dueMs + lateMs) * MS, true);
    if (tookMs >= 0) {
      long sentNs = (dueMs + lateMs) * MS;
      ledger.received(
          new PingReply(
              sequence,
              64,
              dueMs * MS,
              sentNs,
              sentNs + tookMs * MS,
              new PingReply.Steps(MS, 2 * MS, 3 * MS, tookMs * MS)));
    }
  }

  private PingReport report() {
    return ledger.report("192.0.2.1:7", true, null);
  }

  @Test
  void responseTimeCountsFromWhenTheProbeWasDueAndServiceTimeFromTheSend() {
    probe(1, 0, 0, 10);
    probe(2, 100, 5, 20);
    PingReport report = report();
    assertEquals(10 * MS, report.exact().min());
    assertEquals(20 * MS, report.exact().max());
    assertEquals(15.0 * MS, report.exact().mean());
    assertEquals(5.0 * MS, report.exact().deviation());
    assertEquals(25e6, (double) report.times().response().getMaxValue(), 25e3);
    assertEquals(5e6, (double) report.times().lateness().getMaxValue(), 5e3);
    assertEquals(125 * MS, report.elapsedNs());
    assertTrue(report.validity().reasons().isEmpty(), report::toString);
  }

  /** RFC 3550, A.8: J += (|D| - J) / 16. */
  @Test
  void jitterIsThatOfRfc3550() {
    probe(1, 0, 0, 10);
    assertEquals(0, report().jitterNs());
    probe(2, 100, 0, 26);
    assertEquals(MS, report().jitterNs(), "16 / 16");
    probe(3, 200, 0, 9);
    assertEquals(2 * MS, report().jitterNs(), "1 + (17 - 1) / 16");
    probe(4, 300, 0, 9);
    assertEquals(1_875_000, report().jitterNs(), "2 - 2 / 16");
  }

  @Test
  void theLongestRunOfLostProbesIsFound() {
    for (int sequence = 1; sequence <= 12; sequence++) {
      boolean lost = sequence == 2 || (sequence >= 5 && sequence <= 7) || sequence >= 11;
      probe(sequence, sequence * 100L, 0, lost ? -1 : 1);
    }
    assertEquals(3, report().longestLossRun());
  }

  @Test
  void aRunOfLostProbesMayBeLongerThanWhatIsRemembered() {
    probe(1, 100, 0, 1);
    for (int sequence = 2; sequence <= 10_001; sequence++) {
      probe(sequence, sequence * 100L, 0, -1);
    }
    probe(10_002, 1_000_200, 0, 1);
    assertEquals(10_000, report().longestLossRun());
    for (int sequence = 10_003; sequence <= 20_000; sequence++) {
      probe(sequence, sequence * 100L, 0, 1);
    }
    assertEquals(10_000, report().longestLossRun());
  }

  /** What never left this machine is no loss of the path. */
  @Test
  void whatWasNotSentIsNotLost() {
    probe(1, 100, 0, -1);
    ledger.tried(200 * MS, 200 * MS, true);
    ledger.notSent(2, "no route");
    probe(3, 300, 0, -1);
    assertEquals(1, report().longestLossRun());
  }

  /** ping_common.c of iputils: the first as it is, then an eighth of each. */
  @Test
  void ewmaIsPings() {
    probe(1, 0, 0, 8);
    probe(2, 100, 0, 16);
    assertEquals(9 * MS, report().ewmaNs());
    probe(3, 200, 0, 1);
    assertEquals(8 * MS, report().ewmaNs());
  }

  @Test
  void lossAndRateAreThoseOfTheProbes() {
    probe(1, 0, 0, 0);
    probe(2, 100, 0, -1);
    probe(3, 200, 0, -1);
    probe(4, 400, 0, 100);
    PingReport report = report();
    assertEquals(50, report.lossPercent());
    assertEquals(2, report.number("lost").orElseThrow());
    assertEquals(4, report.number("rate").orElseThrow(), 1e-9);
    assertEquals(0, report.number("invalid").orElseThrow());
  }

  @Test
  void stepsAreSummedUpEach() {
    probe(1, 0, 0, 10);
    probe(2, 100, 0, 30);
    PingSteps steps = report().steps();
    assertEquals(1.0 * MS, steps.resolve().mean());
    assertEquals(2.0 * MS, steps.connect().mean());
    assertEquals(3.0 * MS, steps.tls().mean());
    assertEquals(20.0 * MS, steps.echo().mean());
    assertEquals(2, steps.echo().count());
  }

  @Test
  void lateSendsMakeTheRunInvalidAndAreNamed() {
    for (int i = 1; i <= 50; i++) {
      probe(i, i * 100L, i > 48 ? 30 : 0, 1);
    }
    String reasons = report().validity().reasons().toString();
    assertTrue(reasons.contains("this client's sends were delayed by 30.0"), reasons);
  }

  @Test
  void eachKindOfFaultIsCountedForItself() {
    Map<Fault.Kind, Integer> counts =
        Map.of(
            Fault.Kind.CORRUPTED, 1,
            Fault.Kind.TRUNCATED, 2,
            Fault.Kind.INSERTED, 3,
            Fault.Kind.DUPLICATED, 4,
            Fault.Kind.REORDERED, 5,
            Fault.Kind.FOREIGN, 6);
    counts.forEach(
        (kind, count) -> {
          for (int i = 0; i < count; i++) {
            ledger.fault(new Fault(kind, 1, i, 0, 0, -1, 0, new byte[0], new byte[0]));
          }
        });
    PingReport report = report();
    assertEquals(1, report.number("corrupt").orElseThrow());
    assertEquals(2, report.number("truncated").orElseThrow());
    assertEquals(3, report.number("inserted").orElseThrow());
    assertEquals(4, report.number("duplicates").orElseThrow());
    assertEquals(5, report.number("reordered").orElseThrow());
    assertEquals(6, report.number("foreign").orElseThrow());
    assertEquals(12, report.corrupted(), "ping's word for all that came and was wrong");
  }
}
