package dev.echo7.verify;

/**
 * Which sequences came, which came late, twice or never. It is exact within a window of the latest
 * sequences; what is older than the window is final.
 *
 * <p>One thread at a time. Nothing allocates after the constructor.
 */
public final class SequenceWindow {

  /** How a sequence arrived. */
  public enum Arrival {
    /** As the next one, or behind a gap. */
    IN_ORDER,
    /** After one that was sent later. */
    LATE,
    /** Not for the first time. */
    AGAIN
  }

  /** Receives the sequences that never came. */
  public interface Losses {
    void lost(long first, long count);
  }

  private final long[] bits;
  private final int capacity;
  private long floor;
  private long next;

  /**
   * @param capacity the size of the window; rounded up to a multiple of 64
   * @param first the first sequence
   */
  public SequenceWindow(int capacity, long first) {
    this.bits = new long[Math.max(1, (capacity + 63) / 64)];
    this.capacity = 64 * bits.length;
    this.floor = first;
    this.next = first;
  }

  /** One more than the highest sequence that came. */
  public long next() {
    return next;
  }

  /**
   * Records an arrival; reports the missing sequences that the window leaves behind because of it.
   */
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

  /** Reports all sequences below an end that never came, since nothing more comes. */
  public void end(long end, Losses losses) {
    next = Math.max(next, end);
    settle(next - capacity, losses);
    settle(next, losses);
  }

  /** Moves the lower end of the window; reports the missing sequences below it, in runs. */
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
