package dev.echo7.measure;

import org.HdrHistogram.Histogram;

/**
 * The times of many round trips, in nanoseconds to three significant digits. Runs, threads and
 * machines are joined by {@link #add}, histogram to histogram; a percentile is never averaged.
 *
 * @param service from when a frame was really sent to when its echo was there
 * @param response from when it was to be sent: what a user of that schedule would have waited
 * @param lateness from when it was to be sent to when it was: our own part of the response time
 */
public record Times(Histogram service, Histogram response, Histogram lateness) {
  static final int DIGITS = 3;

  /** What is longer counts as this: one hour. */
  static final long LONGEST_NS = 3_600_000_000_000L;

  /** None yet. */
  public static Times none() {
    return new Times(histogram(), histogram(), histogram());
  }

  private static Histogram histogram() {
    Histogram histogram = new Histogram(DIGITS);
    histogram.setAutoResize(true);
    return histogram;
  }

  /** Takes all of another one. */
  public void add(Times other) {
    service.add(other.service);
    response.add(other.response);
    lateness.add(other.lateness);
  }
}
