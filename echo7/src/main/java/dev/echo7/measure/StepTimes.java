package dev.echo7.measure;

import org.HdrHistogram.Histogram;

/**
 * How long the steps of new connections took, in nanoseconds to three significant digits.
 *
 * @param connect connecting; empty for UDP
 * @param tls the TLS handshake; empty without TLS
 * @param echo from the first byte sent to the whole echo
 */
public record StepTimes(Histogram connect, Histogram tls, Histogram echo) {

  /** Empty times. */
  public static StepTimes none() {
    return new StepTimes(Times.histogram(), Times.histogram(), Times.histogram());
  }

  /** The sum of two. */
  public StepTimes plus(StepTimes other) {
    StepTimes sum = none();
    sum.add(this);
    sum.add(other);
    return sum;
  }

  void add(StepTimes other) {
    connect.add(other.connect);
    tls.add(other.tls);
    echo.add(other.echo);
  }
}
