package dev.echo7.measure;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Records round trips on one thread, while another thread collects them.
 *
 * <p>{@link #sent} and {@link #received} never wait and, once the longest time has been seen,
 * allocate nothing; {@link #takeInterval} is for one other thread.
 */
public final class RoundTrips {
  private final SingleWriterRecorder service = new SingleWriterRecorder(Times.DIGITS);
  private final SingleWriterRecorder response = new SingleWriterRecorder(Times.DIGITS);
  private final SingleWriterRecorder lateness = new SingleWriterRecorder(Times.DIGITS);
  private @Nullable Times recycled;

  /** Records a send. */
  public void sent(long intendedNs, long sentNs) {
    lateness.recordValue(Times.bounded(sentNs - intendedNs));
  }

  /** Records an echo. */
  public void received(long intendedNs, long sentNs, long receivedNs) {
    service.recordValue(Times.bounded(receivedNs - sentNs));
    response.recordValue(Times.bounded(receivedNs - intendedNs));
  }

  /**
   * The times recorded since the last call.
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
