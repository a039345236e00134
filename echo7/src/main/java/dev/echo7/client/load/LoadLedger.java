package dev.echo7.client.load;

import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.RoundTrips;
import dev.echo7.measure.Times;
import dev.echo7.result.LoadTotals;
import dev.echo7.verify.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The results of one event loop. Its thread writes, any other reads; {@link #takeInterval} is for
 * one other thread. Intact frames allocate nothing and take no lock.
 */
public final class LoadLedger {
  private static final int KEPT = 20;

  private final LoadSchedule schedule;
  private final int size;
  private final RoundTrips trips = new RoundTrips();
  private final AtomicLong transmitted = new AtomicLong();
  private final AtomicLong verified = new AtomicLong();
  private final AtomicLong arrivals = new AtomicLong();
  private final AtomicLong arrivalsInTime = new AtomicLong();
  private final AtomicLong heldBack = new AtomicLong();
  private final AtomicLong unsent = new AtomicLong();
  private final AtomicLong notSent = new AtomicLong();
  private final AtomicLong reconnects = new AtomicLong();
  private final AtomicLong lastEchoNs = new AtomicLong(Long.MIN_VALUE);
  private final Map<String, Long> faults = new TreeMap<>();
  private final Map<String, Long> errors = new TreeMap<>();
  private final Map<String, Long> hindrances = new TreeMap<>();
  private final List<String> firstFaults = new ArrayList<>();

  /**
   * @param size bytes of a frame
   */
  LoadLedger(LoadSchedule schedule, int size) {
    this.schedule = schedule;
    this.size = size;
  }

  /** Counts a frame of a closed loop. */
  public void sentUnscheduled(long sentNs) {
    if (schedule.isMeasured(sentNs)) {
      increment(transmitted);
    }
  }

  /**
   * Counts a frame of a schedule.
   *
   * @param possibleNs since when the server would have allowed it to be sent
   */
  public void sent(long dueNs, long possibleNs, long sentNs) {
    if (!schedule.isMeasured(dueNs)) {
      return;
    }
    increment(transmitted);
    if (possibleNs > dueNs) {
      increment(heldBack);
    }
    if (AwakeClock.stoodStillBetween(dueNs, sentNs)) {
      return;
    }
    trips.sent(Math.max(dueNs, possibleNs), sentNs);
  }

  /** Counts an intact echo. */
  public void verified(long dueNs, long sentNs, long receivedNs) {
    increment(arrivals);
    lastEchoNs.setOpaque(receivedNs);
    if (schedule.isMeasured(receivedNs)) {
      increment(arrivalsInTime);
    }
    if (schedule.isMeasured(dueNs)) {
      increment(verified);
      if (!AwakeClock.stoodStillBetween(dueNs, receivedNs)) {
        trips.received(dueNs, sentNs, receivedNs);
      }
    }
  }

  /**
   * Counts frames of the warm-up that never came back as lost, because their connection has sent
   * none since.
   */
  public void lostBefore(long count) {
    transmitted.setOpaque(transmitted.getPlain() + count);
  }

  /** Counts a frame that was due and that this machine could not send. */
  public void notSent(long dueNs) {
    if (schedule.isMeasured(dueNs)) {
      increment(notSent);
    }
  }

  /** Counts a frame that was due and was not sent before the end of the run. */
  public void unsent(long dueNs) {
    if (schedule.isMeasured(dueNs)) {
      increment(unsent);
    }
  }

  void reconnected() {
    increment(reconnects);
  }

  private static void increment(AtomicLong count) {
    count.setOpaque(count.getPlain() + 1);
  }

  /** Counts a fault, even before the measurement begins. */
  public synchronized void fault(Fault fault) {
    boolean lost = fault.kind() == Fault.Kind.LOST;
    faults.merge(fault.kind().word(), lost ? fault.count() : 1L, Long::sum);
    if (!lost && firstFaults.size() < KEPT) {
      firstFaults.add("connection " + fault.connection() + ": " + fault);
    }
  }

  /** Counts an error of a connection, by its message. */
  public synchronized void error(String kind) {
    errors.merge(kind, 1L, Long::sum);
  }

  /** An error that this machine caused. */
  public synchronized void hindered(String kind) {
    error(kind);
    hindrances.merge(kind, 1L, Long::sum);
  }

  /** How often this machine caused an error, by kind. */
  synchronized Map<String, Long> hindrances() {
    return new TreeMap<>(hindrances);
  }

  /** The times since the last call; valid until the next call. */
  Times takeInterval() {
    return trips.takeInterval();
  }

  /** The number of intact echoes, measured or not. */
  long arrivals() {
    return arrivals.getOpaque();
  }

  /** When the latest intact echo came; {@link Long#MIN_VALUE} if none has. */
  long lastEchoNs() {
    return lastEchoNs.getOpaque();
  }

  /** The totals so far. */
  synchronized LoadTotals totals() {
    return new LoadTotals(
        transmitted.getOpaque(),
        verified.getOpaque(),
        arrivalsInTime.getOpaque(),
        arrivalsInTime.getOpaque() * size,
        heldBack.getOpaque(),
        unsent.getOpaque(),
        notSent.getOpaque(),
        reconnects.getOpaque(),
        faults,
        errors,
        firstFaults);
  }
}
