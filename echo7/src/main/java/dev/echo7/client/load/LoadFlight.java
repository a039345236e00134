package dev.echo7.client.load;

import dev.echo7.verify.Fault;
import dev.echo7.verify.InFlight;

/**
 * Which frames of one connection of a load are on their way, and what becomes of each, for the
 * ledger. Used by the thread of its loop alone. A frame that is right allocates nothing.
 */
final class LoadFlight {
  /** How far back a late or second arrival is recognised, at least. */
  private static final int LEAST_MEMORY = 64;

  private final LoadSchedule schedule;
  private final LoadLedger ledger;
  private final LoadOptions options;
  private InFlight inFlight;

  /** Datagrams below this are not waited for any more. */
  private long givenUpBelow = 1;

  private long unanswered;

  /** What was sent in the warm-up and never came, as long as nothing was sent after it. */
  private long lostBefore;

  private boolean hasMeasured;

  LoadFlight(LoadSchedule schedule, LoadLedger ledger, LoadOptions options) {
    this.schedule = schedule;
    this.ledger = ledger;
    this.options = options;
    this.inFlight = new InFlight(memory(), 1);
  }

  /** How many frames back a late or second arrival is recognised. */
  int memory() {
    return Math.max(LEAST_MEMORY, 2 * options.depth());
  }

  /** Another wire: frames of the one before are not known any more, and their numbers go on. */
  void beginAgain() {
    inFlight = new InFlight(memory(), inFlight.next());
  }

  /** The times of the frames on the wire there is now. */
  InFlight times() {
    return inFlight;
  }

  /** The number that the next frame has. */
  long next() {
    return inFlight.next();
  }

  /** The first number on the wire there is now. */
  long first() {
    return inFlight.first();
  }

  /** The next frame was due then, and is about to go. */
  void add(long dueNs) {
    inFlight.add(dueNs);
  }

  /**
   * All from this number on went.
   *
   * @param possibleNs since when they could have gone, as far as the server goes
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

  /** The time by which it is measured or not. */
  private long dueOf(long sequence) {
    return options.isOpenLoop() ? inFlight.intendedNs(sequence) : inFlight.sentNs(sequence);
  }

  /**
   * Whether as many are on their way as may be.
   *
   * @param came one more than the highest number that has come
   */
  boolean isFull(long came) {
    return inFlight.next() - Math.max(came, givenUpBelow) >= options.depth();
  }

  /** An echo is there, every byte of it. */
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
        // No frame of ours is the less on its way.
      }
    }
    ledger.fault(fault);
  }

  /** What is on its way will not come, since the wire is closed. */
  void giveUpAll() {
    givenUpBelow = inFlight.next();
    unanswered = 0;
  }

  /**
   * Waits no more for what was sent by then; another may go in its place.
   *
   * @param came one more than the highest number that has come
   * @return whether there was any
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

  /** Whether nothing is awaited any more. */
  boolean isOver() {
    return unanswered <= 0;
  }

  /** Nothing more is sent: a connection on which nothing was measured shows what it lost before. */
  void end() {
    if (!hasMeasured && schedule.endNs() > schedule.fromNs()) {
      ledger.lostBefore(lostBefore);
    }
  }
}
