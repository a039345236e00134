package dev.echo7.client.load;

import dev.echo7.verify.Fault;
import dev.echo7.verify.InFlight;

/**
 * The frames of one connection that are in flight; reports to the ledger what happened to each.
 * Used only by the thread of its loop. Intact frames allocate nothing.
 */
final class LoadFlight {
  /** The minimum of {@link #memory}. */
  private static final int LEAST_MEMORY = 64;

  private final LoadSchedule schedule;
  private final LoadLedger ledger;
  private final LoadOptions options;
  private InFlight inFlight;

  /** Datagrams with lower sequences have been given up. */
  private long givenUpBelow = 1;

  private long unanswered;

  /** Frames of the warm-up that were lost, if no measured frame has been sent. */
  private long lostBefore;

  private boolean hasMeasured;

  LoadFlight(LoadSchedule schedule, LoadLedger ledger, LoadOptions options) {
    this.schedule = schedule;
    this.ledger = ledger;
    this.options = options;
    this.inFlight = new InFlight(memory(), 1);
  }

  /** How many frames back a late or repeated arrival is recognised. */
  int memory() {
    return Math.max(LEAST_MEMORY, 2 * options.depth());
  }

  /** Starts on another wire: forgets the frames of the one before, and continues their sequence. */
  void beginAgain() {
    inFlight = new InFlight(memory(), inFlight.next());
  }

  /** The times of the frames on the current wire. */
  InFlight times() {
    return inFlight;
  }

  /** The sequence of the next frame. */
  long next() {
    return inFlight.next();
  }

  /** The first sequence on the current wire. */
  long first() {
    return inFlight.first();
  }

  /** Adds the next frame, which is about to be sent. */
  void add(long dueNs) {
    inFlight.add(dueNs);
  }

  /**
   * Records that all frames from this sequence on were sent.
   *
   * @param possibleNs since when the server would have allowed them to be sent
   */
  void sent(long first, long possibleNs, long sentNs) {
    for (long sequence = first; sequence < inFlight.next(); sequence++) {
      inFlight.sent(sequence, sentNs);
      unanswered++;
      hasMeasured |= schedule.isMeasured(dueOf(sequence));
      if (options.isOpenLoop()) {
        ledger.sent(inFlight.intendedNs(sequence), possibleNs, sentNs);
      } else {
        ledger.sentUnscheduled(sentNs);
      }
    }
  }

  /** The time that decides whether a frame is measured. */
  private long dueOf(long sequence) {
    return options.isOpenLoop() ? inFlight.intendedNs(sequence) : inFlight.sentNs(sequence);
  }

  /**
   * Whether as many frames are in flight as allowed.
   *
   * @param came one more than the highest sequence that has come
   */
  boolean isFull(long came) {
    return inFlight.next() - Math.max(came, givenUpBelow) >= options.depth();
  }

  /** An intact echo has come. */
  void arrived(long sequence, long receivedNs) {
    unanswered--;
    ledger.verified(dueOf(sequence), inFlight.sentNs(sequence), receivedNs);
  }

  void fault(Fault fault) {
    switch (fault.kind()) {
      case LOST -> {
        unanswered -= fault.count();
        lostBefore += hasMeasured ? 0 : fault.count();
      }
      case CORRUPTED, TRUNCATED -> unanswered--;
      case INSERTED, DUPLICATED, REORDERED, FOREIGN -> {
        // Frames already sent stay in flight.
      }
    }
    ledger.fault(fault);
  }

  /** Gives up all frames in flight, since the wire is closed. */
  void giveUpAll() {
    givenUpBelow = inFlight.next();
    unanswered = 0;
  }

  /**
   * Gives up the frames that were sent by this time, so that others can be sent.
   *
   * @param came one more than the highest sequence that has come
   * @return whether there were any
   */
  boolean giveUpSentBy(long limitNs, long came) {
    long oldest = Math.max(came, givenUpBelow);
    long from = oldest;
    while (oldest < inFlight.next() && inFlight.sentNs(oldest) <= limitNs) {
      oldest++;
    }
    if (oldest == from) {
      return false;
    }
    givenUpBelow = oldest;
    return true;
  }

  /** Whether no reply is expected. */
  boolean isOver() {
    return unanswered <= 0;
  }

  /** Ends the connection. If it has sent no measured frame, its losses of the warm-up count. */
  void end() {
    if (!hasMeasured && schedule.endNs() > schedule.fromNs()) {
      ledger.lostBefore(lostBefore);
    }
  }
}
