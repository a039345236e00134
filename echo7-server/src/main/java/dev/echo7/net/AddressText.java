package dev.echo7.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.function.IntFunction;

/** Numeric addresses as text: IPv6 in the canonical form of RFC 5952. */
public final class AddressText {
  private static final int GROUPS = 8;

  private AddressText() {}

  /** {@code 192.0.2.1} or {@code 2001:db8::1%eth0}. */
  public static String of(InetAddress address) {
    return of(address, Interfaces::name);
  }

  /** The same for many addresses, without asking the kernel each time for an interface's name. */
  public static String of(InetAddress address, InterfaceNames names) {
    return of(address, names::name);
  }

  private static String of(InetAddress address, IntFunction<String> names) {
    if (address instanceof Inet6Address v6) {
      return canonical(v6.getAddress()) + zone(v6, names);
    }
    return address.getHostAddress();
  }

  /** The zone, {@code %eth0}, however the address was made; empty if it has none. */
  private static String zone(Inet6Address address, IntFunction<String> names) {
    NetworkInterface scoped = address.getScopedInterface();
    if (scoped != null) {
      return "%" + scoped.getName();
    }
    return address.getScopeId() == 0 ? "" : "%" + names.apply(address.getScopeId());
  }

  /**
   * The address as an IPv6 socket sees it: an IPv4 address is shown v4-mapped (RFC 4291, 2.5.5.2).
   */
  public static String v4Mapped(InetAddress address, InterfaceNames names) {
    return address instanceof Inet4Address
        ? "::ffff:" + address.getHostAddress()
        : of(address, names);
  }

  /** {@code 192.0.2.1:7} or {@code [2001:db8::1]:7}. */
  public static String of(InetSocketAddress address) {
    return of(address, Interfaces::name);
  }

  /** The same for many addresses, without asking the kernel each time for an interface's name. */
  public static String of(InetSocketAddress address, InterfaceNames names) {
    return of(address, names::name);
  }

  private static String of(InetSocketAddress address, IntFunction<String> names) {
    InetAddress ip = address.getAddress();
    String host = ip == null ? address.getHostString() : of(ip, names);
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }

  private static String canonical(byte[] bytes) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
    }
    int start = longestZeroRun(groups);
    int end = start;
    while (end >= 0 && end < GROUPS && groups[end] == 0) {
      end++;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == start) {
        text.append("::");
        i = end - 1;
      } else {
        text.append(i == 0 || i == end ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  /** Where the first longest run of two or more zero groups starts; -1 if there is none. */
  private static int longestZeroRun(int[] groups) {
    int best = -1;
    int bestLength = 1;
    for (int i = 0, length = 0; i < GROUPS; i++) {
      length = groups[i] == 0 ? length + 1 : 0;
      if (length > bestLength) {
        bestLength = length;
        best = i - length + 1;
      }
    }
    return best;
  }
}
