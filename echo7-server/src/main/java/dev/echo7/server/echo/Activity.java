package dev.echo7.server.echo;

/**
 * When a connection last moved, as a look now and then can tell: reads pay nothing for it.
 *
 * <p>Looked at by one thread; {@link #lastNs} may be asked by any.
 */
final class Activity {
  private long bytesIn;
  private long bytesOut;
  private int untakenBytes;
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

  /** Whether the kernel may hold something for the peer: what moved just now, or was left. */
  boolean mayBeTaken(long nowNs) {
    return untakenBytes > 0 || lastNs == nowNs;
  }

  /** Takes note of whether the peer took some of what the kernel holds for it. */
  void look(long nowNs, int untakenBytesNow) {
    if (untakenBytesNow < untakenBytes) {
      lastNs = nowNs;
    }
    untakenBytes = untakenBytesNow;
  }

  /** The look at which it was last seen to have moved, on the clock of System.nanoTime. */
  long lastNs() {
    return lastNs;
  }
}
