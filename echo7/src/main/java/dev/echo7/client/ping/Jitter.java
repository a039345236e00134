package dev.echo7.client.ping;

/**
 * The jitter of round trips, as RFC 3550 (section 6.4.1 and appendix A.8) estimates that of RTP:
 * the mean change from one reply to the next, smoothed by a sixteenth. Not thread-safe.
 */
final class Jitter {
  private static final int GAIN = 16;

  private long lastNs = -1;
  private double estimateNs;

  /** The next round trip, in the order of the replies. */
  void add(long roundTripNs) {
    if (lastNs >= 0) {
      estimateNs += (Math.abs(roundTripNs - lastNs) - estimateNs) / GAIN;
    }
    lastNs = roundTripNs;
  }

  /** 0 before the second round trip. */
  long ns() {
    return Math.round(estimateNs);
  }
}
