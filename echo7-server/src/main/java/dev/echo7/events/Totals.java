package dev.echo7.events;

import dev.echo7.net.Transport;
import java.util.Map;

/**
 * What a server has done since its start. Numbers only grow; related ones are of about the same
 * moment.
 *
 * @param opened connections that began, by transport
 * @param closed connections that had begun and ended, by reason
 * @param rejected connections rejected before they began, by reason
 * @param bytesIn bytes received on connections
 * @param bytesOut bytes echoed on connections (handed to the kernel)
 * @param reads reads that returned bytes: messages, as the kernel delivered them
 * @param probes connections that closed without a byte, also counted as closed
 * @param datagramsIn datagrams that got a reply
 * @param datagramBytesIn the bytes in them
 * @param datagramsDropped datagrams that got no reply, by reason
 * @param faults how often a fault acted on request, by its word: every word is there
 */
public record Totals(
    Map<Transport, Long> opened,
    Map<CloseReason, Long> closed,
    Map<Rejection, Long> rejected,
    long bytesIn,
    long bytesOut,
    long reads,
    long probes,
    long datagramsIn,
    long datagramBytesIn,
    Map<DropReason, Long> datagramsDropped,
    Map<String, Long> faults) {

  public Totals {
    opened = Map.copyOf(opened);
    closed = Map.copyOf(closed);
    rejected = Map.copyOf(rejected);
    datagramsDropped = Map.copyOf(datagramsDropped);
    faults = Map.copyOf(faults);
  }
}
