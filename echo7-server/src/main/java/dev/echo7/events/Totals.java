package dev.echo7.events;

import java.util.Map;

/**
 * What a server has done since its start. Each number only grows; those that belong together are of
 * about the same instant.
 *
 * @param opened connections that began, by transport: {@code tcp}, {@code tls}, {@code unix}
 * @param closed connections that ended after they had begun, by reason
 * @param rejected connections that were turned away before they began, by reason
 * @param bytesIn bytes of streams that were received, and went back or are on their way
 * @param bytesOut bytes of streams that the kernel has taken from us
 * @param reads how many reads the bytes came with: messages, as the kernel gave them to us
 * @param probes connections that closed without a byte; they are among the closed ones too
 * @param datagramsIn datagrams to which a reply was made
 * @param datagramBytesIn the bytes in them
 * @param datagramsDropped datagrams that got no reply, by reason
 */
public record Totals(
    Map<String, Long> opened,
    Map<CloseReason, Long> closed,
    Map<Rejection, Long> rejected,
    long bytesIn,
    long bytesOut,
    long reads,
    long probes,
    long datagramsIn,
    long datagramBytesIn,
    Map<DropReason, Long> datagramsDropped) {

  public Totals {
    opened = Map.copyOf(opened);
    closed = Map.copyOf(closed);
    rejected = Map.copyOf(rejected);
    datagramsDropped = Map.copyOf(datagramsDropped);
  }
}
