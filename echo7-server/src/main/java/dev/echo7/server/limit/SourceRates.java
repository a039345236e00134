package dev.echo7.server.limit;

import java.net.InetAddress;
import java.util.concurrent.TimeUnit;

/** How much each source may send: a {@link SourceTable} on one event loop. */
public final class SourceRates {
  private final SourceTable table = new SourceTable();
  private final long intervalNs;
  private final long startNs;

  /**
   * @param perSecond datagrams per second from each source
   * @param nowNs the clock at this moment
   */
  public SourceRates(int perSecond, long nowNs) {
    this.intervalNs = Math.max(1, TimeUnit.SECONDS.toNanos(1) / perSecond);
    this.startNs = nowNs;
  }

  /** Whether a datagram that arrives now is within its source's rate; counts it if so. */
  public boolean admit(InetAddress source, long nowNs) {
    long elapsedNs = nowNs - startNs;
    int entry = table.enter(SourceTable.keyOf(source), elapsedNs);
    return table.take(entry, intervalNs, elapsedNs);
  }
}
