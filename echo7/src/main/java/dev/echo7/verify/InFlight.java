package dev.echo7.verify;

import java.util.Arrays;

/**
 * When the latest frames of one connection were due and when they were sent: a ring buffer, by
 * sequence.
 *
 * <p>Sequences count from 1. One thread at a time, or under the lock of the caller. Nothing
 * allocates after the constructor.
 */
public final class InFlight {
  private final long[] intendedNs;
  private final long[] sentNs;
  private final int mask;
  private final long first;
  private long next;

  /**
   * @param capacity how many frames are remembered; rounded up to a power of two
   * @param first the first sequence
   */
  public InFlight(int capacity, long first) {
    int size = Integer.highestOneBit(Math.max(1, capacity - 1)) << 1;
    this.intendedNs = new long[size];
    this.sentNs = new long[size];
    this.mask = size - 1;
    this.first = first;
    this.next = first;
    Arrays.fill(intendedNs, Long.MIN_VALUE);
  }

  /** Adds the next frame, which is about to be sent; returns its sequence. */
  public long add(long intended) {
    int at = (int) next & mask;
    intendedNs[at] = intended;
    sentNs[at] = intended;
    return next++;
  }

  /** Records when a frame was sent. */
  public void sent(long sequence, long nowNs) {
    if (remembers(sequence)) {
      sentNs[(int) sequence & mask] = nowNs;
    }
  }

  /** The sequence of the next frame. */
  public long next() {
    return next;
  }

  /** The first sequence of this connection. */
  public long first() {
    return first;
  }

  /** Whether the times of a frame are still remembered. */
  public boolean remembers(long sequence) {
    return sequence >= first && sequence < next && sequence >= next - intendedNs.length;
  }

  /** When a frame was due; 0 if that is forgotten. */
  public long intendedNs(long sequence) {
    return remembers(sequence) ? intendedNs[(int) sequence & mask] : 0;
  }

  /** When a frame was sent; 0 if that is forgotten. */
  public long sentNs(long sequence) {
    return remembers(sequence) ? sentNs[(int) sequence & mask] : 0;
  }
}
