package dev.echo7.client;

import dev.echo7.measure.Times;

/**
 * A second of a load, or what is left of one.
 *
 * @param fromNs since the first frame was due
 * @param toNs since the first frame was due
 * @param times of the measured frames that came back in it; those of the warm-up are not in it
 * @param before all that was counted before it
 * @param after all that was counted at its end
 */
public record LoadInterval(
    long fromNs, long toNs, Times times, LoadCounts before, LoadCounts after) {

  /** Frames that came back right in it, those of the warm-up too. */
  public long arrivals() {
    return after.arrivals() - before.arrivals();
  }

  /** Those a second. */
  public double rate() {
    return toNs <= fromNs ? 0 : arrivals() * 1e9 / (toNs - fromNs);
  }

  /** Errors in it, and frames that came back wrong or not at all. */
  public long errors() {
    return after.allErrors() + after.allFaults() - before.allErrors() - before.allFaults();
  }
}
