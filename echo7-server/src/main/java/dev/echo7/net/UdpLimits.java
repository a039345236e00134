package dev.echo7.net;

/** How long a datagram can be (RFC 768, RFC 791, RFC 8200), in bytes. */
public final class UdpLimits {
  /** More than any datagram has: the largest value of UDP's length field. */
  public static final int MAX_DATAGRAM = 65_535;

  /** The longest payload over IPv4, whose length field counts its own header and that of UDP. */
  public static final int MAX_PAYLOAD_IPV4 = 65_507;

  /** The longest payload over IPv6, without jumbograms. */
  public static final int MAX_PAYLOAD_IPV6 = 65_527;

  private UdpLimits() {}
}
