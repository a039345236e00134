package dev.echo7.client.ping;

import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.GcPauses;
import dev.echo7.measure.Moments;
import dev.echo7.measure.OwnDelays;
import dev.echo7.measure.RoundTrips;
import dev.echo7.measure.Times;
import dev.echo7.measure.Validity;
import dev.echo7.posix.KernelTcp;
import dev.echo7.verify.Fault;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records the events of a run; guarded by the lock of {@link PingState}. */
final class PingLedger {
  /** How many faults and error messages are kept with their details. */
  private static final int KEPT = 100;

  /** The lateness of sends that is always tolerated, whatever the interval. */
  private static final long TOLERATED_NS = 10_000_000;

  /** How many recent probes are remembered as settled or not; a power of two. */
  private static final int REMEMBERED = 4096;

  private final GcPauses pauses = new GcPauses();
  private final RoundTrips trips = new RoundTrips();
  private final Times total = Times.none();
  private final Times interval = Times.none();
  private final Moments exact = new Moments();
  private final PingSteps steps = PingSteps.none();
  private final Map<Fault.Kind, Long> faults = new EnumMap<>(Fault.Kind.class);
  private final List<Fault> firstFaults = new ArrayList<>();
  private final List<String> errorMessages = new ArrayList<>();
  private final long[] settledSequences = new long[REMEMBERED];
  private final long toleratedNs;
  private final OwnDelays begun = OwnDelays.untilNow();
  private long tried;
  private long notSent;
  private String firstNotSent = "";
  private long received;
  private long errors;
  private long settled;
  private long connections;
  private final LossRuns lossRuns = new LossRuns();
  private final Jitter jitter = new Jitter();
  private long ewmaTimes8Ns;
  private long startNs;
  private long latestNs;

  PingLedger(PingOptions options) {
    this.toleratedNs =
        options.flood() ? TOLERATED_NS : Math.max(TOLERATED_NS, options.interval().toNanos() / 10);
  }

  /**
   * Counts a probe, whether or not this machine can send it.
   *
   * @param dueNs when it could have been sent, if this process were never late
   * @param scheduled whether it has a schedule, so that it can be late
   */
  void tried(long dueNs, long nowNs, boolean scheduled) {
    if (tried++ == 0) {
      startNs = nowNs;
    }
    lossRuns.tried(tried);
    latestNs = nowNs;
    if (scheduled && !AwakeClock.stoodStillBetween(dueNs, nowNs)) {
      trips.sent(dueNs, nowNs);
    }
  }

  void received(PingReply reply) {
    received++;
    markSettled(reply.sequence());
    lossRuns.notLost(reply.sequence());
    latestNs = Math.max(latestNs, reply.receivedNs());
    if (AwakeClock.stoodStillBetween(reply.intendedNs(), reply.receivedNs())) {
      return;
    }
    trips.received(reply.intendedNs(), reply.sentNs(), reply.receivedNs());
    exact.add(reply.serviceNs());
    jitter.add(reply.serviceNs());
    ewmaTimes8Ns =
        exact.count() == 1
            ? reply.serviceNs() * 8
            : ewmaTimes8Ns + reply.serviceNs() - ewmaTimes8Ns / 8;
    PingReply.Steps made = reply.steps();
    if (made != null) {
      steps.add(made);
    }
  }

  void fault(Fault fault) {
    faults.merge(fault.kind(), 1L, Long::sum);
    if (fault.kind() != Fault.Kind.LOST && firstFaults.size() < KEPT) {
      firstFaults.add(fault);
    }
  }

  void error(long sequence, String message) {
    errors++;
    markSettled(sequence);
    latestNs = AwakeClock.nowNs();
    if (errorMessages.size() < KEPT) {
      errorMessages.add("seq=" + sequence + ": " + message);
    }
  }

  /** This machine could not send a probe. */
  void notSent(long sequence, String message) {
    if (notSent++ == 0) {
      firstNotSent = message;
    }
    lossRuns.notLost(sequence);
    error(sequence, message);
  }

  void connected() {
    connections++;
  }

  /** The number of probes that were due, whether or not this machine could send them. */
  long tried() {
    return tried;
  }

  long received() {
    return received;
  }

  /** The number of probes that are answered or known to have failed. */
  long settled() {
    return settled;
  }

  /** Counts a probe as settled once, even if it has both a reply and an error. */
  private void markSettled(long sequence) {
    int slot = (int) (sequence & (REMEMBERED - 1));
    if (settledSequences[slot] < sequence) {
      settledSequences[slot] = sequence;
      settled++;
    }
  }

  long maxNs() {
    return exact.max();
  }

  /** The round trips since the last call, for an interval log. */
  Times takeInterval() {
    settle();
    Times taken = Times.none();
    taken.add(interval);
    interval.service().reset();
    interval.response().reset();
    interval.lateness().reset();
    return taken;
  }

  private void settle() {
    Times since = trips.takeInterval();
    total.add(since);
    interval.add(since);
  }

  PingReport report(String place, boolean reconnecting, @Nullable KernelTcp kernel) {
    settle();
    Times times = Times.none();
    times.add(total);
    Moments copy = new Moments();
    copy.add(exact);
    long elapsedNs = tried == 0 ? 0 : latestNs - startNs;
    GcPauses.Total paused = pauses.total();
    return new PingReport(
        place,
        new PingReport.Counts(
            tried - notSent,
            received,
            errors,
            notSent,
            reconnecting ? 0 : Math.max(0, connections - 1),
            lossRuns.longest(tried)),
        Map.copyOf(faults),
        List.copyOf(firstFaults),
        List.copyOf(errorMessages),
        times,
        copy,
        ewmaTimes8Ns / 8,
        jitter.ns(),
        steps.copy(),
        elapsedNs,
        kernel,
        paused,
        Validity.judge(times.lateness(), toleratedNs, paused, elapsedNs).and(reasons(elapsedNs)));
  }

  private List<String> reasons(long elapsedNs) {
    List<String> reasons = new ArrayList<>(begun.reasonsSince(elapsedNs));
    if (notSent > 0) {
      String noun = tried == 1 ? " probe" : " probes";
      reasons.add(notSent + " of " + tried + noun + " never left this machine: " + firstNotSent);
    }
    return reasons;
  }
}
