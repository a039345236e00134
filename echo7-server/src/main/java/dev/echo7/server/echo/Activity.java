package dev.echo7.server.echo;

/**
 * When bytes last moved on a connection, as found by periodic checks, so that it costs a read
 * nothing.
 *
 * <p>Updated by one thread; {@link #lastNs} may be called on any.
 */
final class Activity {
  private long bytesMoved;
  private int untakenBytes;
  private volatile long lastNs;

  /**
   * @param nowNs the current time
   */
  Activity(long nowNs) {
    this.lastNs = nowNs;
  }

  /** Notes whether anything moved since the last check. */
  void look(long nowNs, long bytesInNow, long bytesOutNow) {
    long bytesMovedNow = bytesInNow + bytesOutNow;
    if (bytesMovedNow != bytesMoved) {
      bytesMoved = bytesMovedNow;
      lastNs = nowNs;
    }
  }

  /** Whether the kernel may hold bytes for the peer, new or left over from before. */
  boolean mayBeTaken(long nowNs) {
    return untakenBytes > 0 || lastNs == nowNs;
  }

  /** Notes whether the peer took some of the bytes that the kernel holds for it. */
  void look(long nowNs, int untakenBytesNow) {
    if (untakenBytesNow < untakenBytes) {
      lastNs = nowNs;
    }
    untakenBytes = untakenBytesNow;
  }

  /** When a check last found that bytes had moved, on the clock of System.nanoTime. */
  long lastNs() {
    return lastNs;
  }
}
