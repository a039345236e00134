package dev.echo7.measure;

import org.HdrHistogram.SingleWriterRecorder;

/**
 * Records the steps of new connections on one thread; {@link #total} is for any other. Recording
 * never waits and, once the longest time has been seen, allocates nothing.
 */
public final class StepRecorder {
  private final SingleWriterRecorder connect = new SingleWriterRecorder(Times.DIGITS);
  private final SingleWriterRecorder tls = new SingleWriterRecorder(Times.DIGITS);
  private final SingleWriterRecorder echo = new SingleWriterRecorder(Times.DIGITS);
  private final StepTimes total = StepTimes.none();

  /** The connection is established. */
  public void connected(long ns) {
    connect.recordValue(Times.bounded(ns));
  }

  /** The TLS handshake is over. */
  public void secured(long ns) {
    tls.recordValue(Times.bounded(ns));
  }

  /** The echo has come. */
  public void echoed(long ns) {
    echo.recordValue(Times.bounded(ns));
  }

  /** All times so far; a copy. */
  public synchronized StepTimes total() {
    total.add(
        new StepTimes(
            connect.getIntervalHistogram(),
            tls.getIntervalHistogram(),
            echo.getIntervalHistogram()));
    return total.plus(StepTimes.none());
  }
}
