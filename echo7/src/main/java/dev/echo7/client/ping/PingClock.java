package dev.echo7.client.ping;

import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.Pacer;

/**
 * When the next probe is due and when the run is over, by ping's rules. Under the lock of the run.
 */
final class PingClock {
  /** ping(8), -f: at least a hundred a second. */
  private static final long FLOOD_NS = 10_000_000;

  private static final long LEAST_NS = 1_000_000_000;

  private final PingOptions options;
  private final PingLedger ledger;
  private Pacer pacer;
  private long startNs;
  private long lastSentNs;

  PingClock(PingOptions options, PingLedger ledger) {
    this.options = options;
    this.ledger = ledger;
    this.startNs = AwakeClock.nowNs();
    this.lastSentNs = startNs;
    this.pacer = Pacer.fixed(startNs, (double) options.interval().toNanos());
  }

  /** The way is open for the first time: the first probe is due now. */
  void begin() {
    lastSentNs = AwakeClock.nowNs();
    pacer = Pacer.fixed(lastSentNs, (double) options.interval().toNanos());
  }

  /** When the next probe is due; {@link Long#MAX_VALUE} if there is none. */
  long dueNs() {
    if (!mayProbe()) {
      return Long.MAX_VALUE;
    }
    if (options.flood()) {
      return ledger.tried() == 0 ? startNs : lastSentNs + FLOOD_NS;
    }
    return pacer.dueNs();
  }

  /** Whether there are probes left; with a deadline, -c counts replies and not probes. */
  boolean mayProbe() {
    return options.count() == 0 || options.deadline() != null || ledger.tried() < options.count();
  }

  /** A probe is going out. */
  void sent(long nowNs) {
    lastSentNs = nowNs;
    pacer.next();
  }

  /** When to give up, as things stand; {@link Long#MAX_VALUE} if never. */
  long endNs() {
    return options.deadline() != null || mayProbe() ? deadlineNs() : lastSentNs + patienceNs();
  }

  /** When to end, whatever has come; {@link Long#MAX_VALUE} without -w. */
  long deadlineNs() {
    return options.deadline() == null ? Long.MAX_VALUE : startNs + options.deadline().toNanos();
  }

  /**
   * ping waits for the last reply twice as long as for any before, and at least an interval; we at
   * least a second: with short intervals, a busy machine would else pass for a loss.
   */
  long patienceNs() {
    long lingerNs = options.linger().toNanos();
    return ledger.received() == 0
        ? lingerNs
        : Math.min(
            lingerNs,
            Math.max(LEAST_NS, Math.max(2 * ledger.maxNs(), options.interval().toNanos())));
  }

  /** Whether enough has been answered, or has failed. */
  boolean isComplete() {
    if (options.count() == 0) {
      return false;
    }
    return ledger.settled() >= options.count() && ledger.tried() >= options.count();
  }
}
