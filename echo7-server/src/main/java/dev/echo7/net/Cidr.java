package dev.echo7.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A network in the notation of RFC 4632 and RFC 4291: {@code 192.0.2.0/24}, {@code 2001:db8::/32}.
 *
 * <p>An IPv4 network and its v4-mapped form ({@code ::ffff:192.0.2.0/120}) are the same, and so are
 * an IPv4 address and its v4-mapped form: a dual-stack socket may show a peer as either. Immutable.
 */
public final class Cidr {
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9A-Fa-f:.]{2,45}");
  private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final int MAPPED_BITS = 96;

  private final byte[] network;
  private final int prefixBits;

  /** The interface index of a link-local network; 0 for any. */
  private final int scope;

  private Cidr(byte[] network, int prefixBits, int scope) {
    this.network = network;
    this.prefixBits = prefixBits;
    this.scope = scope;
  }

  /**
   * Parses a network; an address alone is the network of that one address. A link-local one may
   * name its interface, {@code fe80::1%eth0}: then it matches only there.
   *
   * @throws IllegalArgumentException if it is none, or has bits behind its prefix; the message is
   *     one line with the cure
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw notANetwork(text);
    }
    byte[] bytes = address.getAddress();
    int bits = bytes.length * Byte.SIZE;
    int prefixBits = bits;
    if (slash >= 0) {
      boolean mapped = address instanceof Inet4Address && text.indexOf(':') >= 0;
      prefixBits = length(text, slash) - (mapped ? MAPPED_BITS : 0);
      if (prefixBits < 0 || prefixBits > bits) {
        throw notANetwork(text);
      }
    }
    byte[] network = masked(bytes, prefixBits);
    Cidr cidr = new Cidr(network, prefixBits, scopeOf(address));
    if (!Arrays.equals(network, bytes)) {
      throw new IllegalArgumentException(
          "'" + text + "' has bits set beyond its prefix; give the network, " + cidr);
    }
    return cidr;
  }

  /** Whether an address is in this network. */
  public boolean contains(InetAddress address) {
    byte[] bytes = unmapped(address.getAddress());
    return bytes.length == network.length
        && Arrays.equals(masked(bytes, prefixBits), network)
        && (scope == 0 || scopeOf(address) == scope);
  }

  private static @Nullable InetAddress address(String text) {
    int percent = text.indexOf('%');
    String bare = percent < 0 ? text : text.substring(0, percent);
    if (!IPV4.matcher(bare).matches() && !IPV6.matcher(bare).matches()) {
      return null;
    }
    try {
      InetAddress address = AddressLiteral.parse(bare);
      return percent < 0 ? address : onInterface(address, text, text.substring(percent + 1));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable InetAddress onInterface(InetAddress address, String text, String zone) {
    if (!address.isLinkLocalAddress() || address instanceof Inet4Address) {
      return null;
    }
    InetAddress there = Interfaces.on(address, zone);
    if (there == null) {
      throw new InvalidEndpointException(
          "'" + text + "': this machine has no interface " + zone + "; see ip link");
    }
    return there;
  }

  private static int scopeOf(InetAddress address) {
    return address instanceof Inet6Address v6 ? v6.getScopeId() : 0;
  }

  private static int length(String text, int slash) {
    String digits = text.substring(slash + 1);
    if (!LENGTH.matcher(digits).matches()) {
      throw notANetwork(text);
    }
    return Integer.parseInt(digits);
  }

  private static IllegalArgumentException notANetwork(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a network; give one such as 192.0.2.0/24, 192.0.2.7 or fd00::/8");
  }

  private static byte[] masked(byte[] address, int prefixBits) {
    byte[] masked = new byte[address.length];
    for (int i = 0; i < address.length; i++) {
      int kept = Math.max(0, Math.min(Byte.SIZE, prefixBits - i * Byte.SIZE));
      masked[i] = (byte) (address[i] & 0xff00 >> kept);
    }
    return masked;
  }

  /** The JDK makes IPv4 addresses of v4-mapped ones, but not everywhere. */
  private static byte[] unmapped(byte[] address) {
    int prefixBytes = MAPPED_BITS / Byte.SIZE;
    if (address.length != 16 || address[10] != -1 || address[11] != -1) {
      return address;
    }
    for (int i = 0; i < prefixBytes - 2; i++) {
      if (address[i] != 0) {
        return address;
      }
    }
    return Arrays.copyOfRange(address, prefixBytes, address.length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Cidr cidr
        && prefixBits == cidr.prefixBits
        && scope == cidr.scope
        && Arrays.equals(network, cidr.network);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(network) + prefixBits;
  }

  /** {@code 192.0.2.0/24}; text that {@link #parse} reads back. */
  @Override
  public String toString() {
    try {
      String zone = scope == 0 ? "" : "%" + Interfaces.name(scope);
      return AddressText.of(InetAddress.getByAddress(network)) + zone + "/" + prefixBits;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of an impossible length", e);
    }
  }
}
