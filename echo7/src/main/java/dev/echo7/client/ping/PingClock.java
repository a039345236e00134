package dev.echo7.client.ping;

import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.Pacer;

/**
 * When the next probe is due and when the run has ended, by the rules of ping(8). Guarded by the
 * lock of {@link PingState}.
 */
final class PingClock {
  /**
   * The interval of a flood if nothing comes back: at least 100 probes per second (ping(8), -f).
   */
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

  /** The run starts now. */
  void start() {
    startNs = AwakeClock.nowNs();
    begin();
  }

  /** The first connection is ready: the first probe is due now. */
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
      boolean atOnce = options.reconnect() || ledger.tried() == 0;
      return atOnce ? lastSentNs : lastSentNs + FLOOD_NS;
    }
    return pacer.dueNs();
  }

  /** Whether another probe may be sent; with a deadline, -c counts replies and not probes. */
  boolean mayProbe() {
    return options.count() == 0 || options.deadline() != null || ledger.tried() < options.count();
  }

  /** A probe is going out. */
  void sent(long nowNs) {
    lastSentNs = nowNs;
    pacer.next();
  }

  /** When to stop waiting, as known by now; {@link Long#MAX_VALUE} if never. */
  long endNs() {
    return options.deadline() != null || mayProbe() ? deadlineNs() : lastSentNs + patienceNs();
  }

  /** When to end even a send or a connect in progress; {@link Long#MAX_VALUE} if never. */
  long cutNs() {
    return options.reconnect() ? deadlineNs() : endNs();
  }

  /** When to end, regardless of replies; {@link Long#MAX_VALUE} without -w. */
  private long deadlineNs() {
    return options.deadline() == null ? Long.MAX_VALUE : startNs + options.deadline().toNanos();
  }

  /**
   * How long to wait for the last reply: twice the longest round trip and at least an interval, as
   * ping(8) does, but also at least one second. With short intervals, a busy machine would
   * otherwise look like a loss.
   */
  private long patienceNs() {
    long lingerNs = options.linger().toNanos();
    return ledger.received() == 0
        ? lingerNs
        : Math.min(
            lingerNs,
            Math.max(LEAST_NS, Math.max(2 * ledger.maxNs(), options.interval().toNanos())));
  }

  /** Whether enough probes have been answered or have failed. */
  boolean isComplete() {
    if (options.count() == 0) {
      return false;
    }
    return ledger.settled() >= options.count() && ledger.tried() >= options.count();
  }
}
