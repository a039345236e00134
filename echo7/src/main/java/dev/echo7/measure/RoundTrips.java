package dev.echo7.measure;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Takes down round trips, on one thread, while another one takes what has been taken down.
 *
 * <p>{@link #sent} and {@link #received} never wait and, once the longest time has been seen,
 * allocate nothing; {@link #takeInterval} is for one other thread.
 */
public final class RoundTrips {
  private final SingleWriterRecorder service = new SingleWriterRecorder(Times.DIGITS);
  private final SingleWriterRecorder response = new SingleWriterRecorder(Times.DIGITS);
  private final SingleWriterRecorder lateness = new SingleWriterRecorder(Times.DIGITS);
  private @Nullable Times recycled;

  /** A frame went out. */
  public void sent(long intendedNs, long sentNs) {
    lateness.recordValue(bounded(sentNs - intendedNs));
  }

  /** Its echo is there. */
  public void received(long intendedNs, long sentNs, long receivedNs) {
    service.recordValue(bounded(receivedNs - sentNs));
    response.recordValue(bounded(receivedNs - intendedNs));
  }

  private static long bounded(long ns) {
    return Math.clamp(ns, 0, Times.LONGEST_NS);
  }

  /**
   * What was taken down since this was called last.
   *
   * @return valid until the next call
   */
  public Times takeInterval() {
    Times old = recycled;
    Times interval =
        new Times(
            take(service, old == null ? null : old.service()),
            take(response, old == null ? null : old.response()),
            take(lateness, old == null ? null : old.lateness()));
    recycled = interval;
    return interval;
  }

  private static Histogram take(SingleWriterRecorder recorder, @Nullable Histogram reused) {
    return reused == null ? recorder.getIntervalHistogram() : recorder.getIntervalHistogram(reused);
  }
}
