package dev.echo7.client.sweep;

import org.jspecify.annotations.Nullable;

/**
 * The results of one source port in a sweep.
 *
 * @param port of this machine
 * @param transmitted probes that left this machine; for a failed port all that were due, unless
 *     this machine was the reason
 * @param received probes that came back intact
 * @param corrupted replies with wrong bytes
 * @param duplicates replies that came more than once
 * @param minNs the shortest round trip; 0 if none came back, as are the other two
 * @param medianNs the median round trip
 * @param maxNs the longest round trip
 * @param error why the port was given up; null if it was not
 * @param refused probes lost to an ICMP error
 * @param notSent probes that this machine could not send
 * @param said the reason of the latest probe refused or not sent; null if there is none
 */
public record PortResult(
    int port,
    int transmitted,
    int received,
    int corrupted,
    int duplicates,
    long minNs,
    long medianNs,
    long maxNs,
    @Nullable String error,
    int refused,
    int notSent,
    @Nullable String said) {

  /** Probes that did not come back, or not intact. */
  public int lost() {
    return transmitted - received;
  }
}
