package dev.echo7.log;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many more lines may be printed before the next refill, and how many were omitted.
 *
 * <p>Once the budget is spent, this is all that logging an echoed message costs: one read of a
 * shared number and one striped counter. Any thread.
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

  /** Whether this line may be printed; counts it as omitted if not. */
  boolean take() {
    if (left.getOpaque() > 0 && left.getAndDecrement() > 0) {
      return true;
    }
    omit();
    return false;
  }

  /** Counts a line that was within the budget but was lost. */
  void omit() {
    omitted.increment();
  }

  /** Counts lines that were printed but not written. */
  void lose(long lines) {
    omittedEver.addAndGet(lines);
  }

  /** Restores the full budget; returns how many lines were omitted since the last refill. */
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
