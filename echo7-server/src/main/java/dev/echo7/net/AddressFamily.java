package dev.echo7.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/** Which addresses of a host may be used: nc's {@code -4} and {@code -6}. */
public enum AddressFamily {
  /** IPv4 and IPv6, in the order in which the system gives them (RFC 6724). */
  ANY,
  /** IPv4 only. */
  IPV4,
  /** IPv6 only. */
  IPV6;

  /** Whether an address may be used. */
  public boolean admits(InetAddress address) {
    return switch (this) {
      case ANY -> true;
      case IPV4 -> address instanceof Inet4Address;
      case IPV6 -> address instanceof Inet6Address;
    };
  }
}
