package dev.echo7.verify;

/**
 * Which sequences came, which came twice, late or never; exact for the latest, final for those that
 * are older than the window.
 *
 * <p>One thread at a time. Nothing allocates after the constructor.
 */
public final class SequenceWindow {

  /** What a sequence that came is. */
  public enum Arrival {
    /** The next one, or one behind a gap. */
    IN_ORDER,
    /** Later than one that was sent after it. */
    LATE,
    /** It came before. */
    AGAIN
  }

  /** Who is told which sequences never came. */
  public interface Losses {
    void lost(long first, long count);
  }

  private final long[] bits;
  private final int capacity;
  private long floor;
  private long next;

  /**
   * @param capacity how far back it knows; rounded up to a multiple of 64
   * @param first the first sequence
   */
  public SequenceWindow(int capacity, long first) {
    this.bits = new long[Math.max(1, (capacity + 63) / 64)];
    this.capacity = 64 * bits.length;
    this.floor = first;
    this.next = first;
  }

  /** One more than the highest that came. */
  public long next() {
    return next;
  }

  /** Takes down that one came; tells of those that can come no more because of it. */
  public Arrival came(long sequence, Losses losses) {
    if (sequence >= next) {
      next = sequence + 1;
      settle(next - capacity, losses);
      set(sequence);
      return Arrival.IN_ORDER;
    }
    if (sequence < floor || isSet(sequence)) {
      return Arrival.AGAIN;
    }
    set(sequence);
    return Arrival.LATE;
  }

  /** Nothing comes any more: tells of all that were sent (those below an end) and never came. */
  public void end(long end, Losses losses) {
    next = Math.max(next, end);
    settle(next - capacity, losses);
    settle(next, losses);
  }

  /** All below this are final: tells, in runs, of those that did not come, and forgets them. */
  private void settle(long newFloor, Losses losses) {
    long start = -1;
    while (floor < newFloor) {
      boolean missing = !isSet(floor);
      if (missing && start < 0) {
        start = floor;
      }
      if (!missing && start >= 0) {
        losses.lost(start, floor - start);
        start = -1;
      }
      clear(floor);
      floor++;
    }
    if (start >= 0) {
      losses.lost(start, floor - start);
    }
  }

  private boolean isSet(long sequence) {
    return (bits[word(sequence)] & (1L << sequence)) != 0;
  }

  private void set(long sequence) {
    bits[word(sequence)] |= 1L << sequence;
  }

  private void clear(long sequence) {
    bits[word(sequence)] &= ~(1L << sequence);
  }

  private int word(long sequence) {
    return (int) ((sequence >>> 6) % bits.length);
  }
}
