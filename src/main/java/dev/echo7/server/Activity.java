package dev.echo7.server;

/**
 * When a connection last moved, as a look now and then can tell: reads pay nothing for it.
 *
 * <p>Looked at by one thread; {@link #lastNs} may be asked by any.
 */
final class Activity {
  private long bytesIn;
  private long bytesOut;
  private volatile long lastNs;

  /**
   * @param nowNs the clock at this moment
   */
  Activity(long nowNs) {
    this.lastNs = nowNs;
  }

  /** Takes note of whether anything moved since the last look. */
  void look(long nowNs, long bytesInNow, long bytesOutNow) {
    if (bytesInNow != bytesIn || bytesOutNow != bytesOut) {
      bytesIn = bytesInNow;
      bytesOut = bytesOutNow;
      lastNs = nowNs;
    }
  }

  /** The look at which it was last seen to have moved, on the clock of System.nanoTime. */
  long lastNs() {
    return lastNs;
  }
}
