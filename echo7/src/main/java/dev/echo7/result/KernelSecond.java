package dev.echo7.result;

/**
 * The kernel's own counters of the TCP connections of a load, over a second.
 *
 * @param connections how many were read: all, or a sample of them
 * @param retransmits segments that were sent again meanwhile, over those connections
 * @param cwndBytes the smallest congestion window of those connections at its end
 */
public record KernelSecond(int connections, long retransmits, long cwndBytes) {

  /** This span and the next one as one. */
  public KernelSecond then(KernelSecond next) {
    return new KernelSecond(
        Math.max(connections, next.connections),
        retransmits + next.retransmits,
        Math.min(cwndBytes, next.cwndBytes));
  }
}
