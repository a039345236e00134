package dev.echo7.events;

/**
 * Why a datagram got no reply. The text is what the console says, with the cure if there is one.
 */
public enum DropReason {
  /** Below 1024 live services that would answer our answer (CVE-1999-0103). */
  LOW_SOURCE_PORT("source port below 1024 (see --udp-allow-ports)"),

  /** From a port on which this server answers too: two of us would answer each other for ever. */
  OWN_SOURCE_PORT("source port is one of this server's own"),

  /** To or from a multicast or broadcast address: one datagram in, many out. */
  NOT_UNICAST("multicast or broadcast"),

  /** The source sends more than it may. */
  OVER_RATE("source exceeded --udp-rate"),

  /** The kernel takes no more of ours for now; what waits already is enough. */
  OUTPUT_FULL("send buffer full"),

  /** There is no socket from which the reply would come from the right address. */
  NO_SOCKET("sent to an address that has no socket yet"),

  /** The kernel refused to send the reply. */
  SEND_FAILED("the kernel refused to send the reply"),

  /** An injected fault has dropped it. */
  FAULT("an injected fault"),

  /** What waits at a faulty endpoint takes all the memory that it may. */
  FAULT_QUEUE_FULL("too many datagrams wait at a faulty endpoint (see queue=)");

  private final String text;

  DropReason(String text) {
    this.text = text;
  }

  /** A stable word for machines: {@code over-rate}. */
  public String code() {
    return ReasonCode.of(this);
  }

  @Override
  public String toString() {
    return text;
  }
}
