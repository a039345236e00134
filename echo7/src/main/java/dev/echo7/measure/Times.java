package dev.echo7.measure;

import org.HdrHistogram.Histogram;

/**
 * The times of many round trips, in nanoseconds to three significant digits. {@link #add} merges
 * the histograms of runs, threads and machines; percentiles are never averaged.
 *
 * @param service from the actual send of a frame to its echo
 * @param response from the intended send to the echo: what a user of that schedule would have
 *     waited
 * @param lateness from the intended to the actual send: our own share of the response time
 */
public record Times(Histogram service, Histogram response, Histogram lateness) {
  static final int DIGITS = 3;

  /** The maximum, one hour; longer times count as this. */
  static final long LONGEST_NS = 3_600_000_000_000L;

  /** Empty times. */
  public static Times none() {
    return new Times(histogram(), histogram(), histogram());
  }

  static Histogram histogram() {
    Histogram histogram = new Histogram(DIGITS);
    histogram.setAutoResize(true);
    return histogram;
  }

  /** A time as histograms can hold it. */
  static long bounded(long ns) {
    return Math.clamp(ns, 0, LONGEST_NS);
  }

  /** Adds all times of another one. */
  public void add(Times other) {
    service.add(other.service);
    response.add(other.response);
    lateness.add(other.lateness);
  }
}
