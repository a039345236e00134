package dev.echo7.log;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many more lines may be printed before the next refill, and how many were left out.
 *
 * <p>This is all that an echoed message costs the console once a person could not keep up: one read
 * of a shared number and one striped counter. Safe for any thread.
 */
final class LineBudget {
  private final int perRefill;
  private final AtomicInteger left;
  private final LongAdder omitted = new LongAdder();

  private final AtomicLong omittedEver = new AtomicLong();

  LineBudget(int perRefill) {
    this.perRefill = perRefill;
    this.left = new AtomicInteger(perRefill);
  }

  /** Whether this line may be printed; counts it as left out if not. */
  boolean take() {
    if (left.getOpaque() > 0 && left.getAndDecrement() > 0) {
      return true;
    }
    omit();
    return false;
  }

  /** Counts a line that had a place but was lost all the same. */
  void omit() {
    omitted.increment();
  }

  /** Counts lines that were printed but lost by the output. */
  void lose(long lines) {
    omittedEver.addAndGet(lines);
  }

  /** Gives the full budget again; returns how many lines were left out since the last refill. */
  long refill() {
    left.set(perRefill);
    long since = omitted.sumThenReset();
    omittedEver.addAndGet(since);
    return since;
  }

  /** The totals of omitted and lost lines at the last refill. */
  long omittedEver() {
    return omittedEver.get();
  }
}
