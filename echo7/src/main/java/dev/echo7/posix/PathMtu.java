package dev.echo7.posix;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Path MTU discovery of one connected UDP socket, on Linux: ip(7), ipv6(7). */
public final class PathMtu {
  private static final int IPPROTO_IP = 0;
  private static final int IP_MTU_DISCOVER = 10;
  private static final int IP_MTU = 14;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_MTU_DISCOVER = 23;
  private static final int IPV6_MTU = 24;
  private static final int PMTUDISC_DO = 2;

  private final SocketDescriptor socket;
  private final boolean ipv6;

  private PathMtu(SocketDescriptor socket, boolean ipv6) {
    this.socket = socket;
    this.ipv6 = ipv6;
  }

  /**
   * Forbids fragmentation: every datagram is sent whole or not at all.
   *
   * @param socket null where the system does not show it
   * @throws IOException if fragmentation cannot be forbidden; the message is one line
   */
  public static PathMtu forbidFragments(@Nullable SocketDescriptor socket, boolean ipv6)
      throws IOException {
    if (socket == null) {
      throw new IOException("--df needs Linux and /proc; omit it");
    }
    socket.set(
        ipv6 ? IPPROTO_IPV6 : IPPROTO_IP, ipv6 ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER, PMTUDISC_DO);
    return new PathMtu(socket, ipv6);
  }

  /** The path MTU as known by now; 0 if it is unknown. */
  public int mtu() {
    try {
      return ipv6 ? socket.get(IPPROTO_IPV6, IPV6_MTU) : socket.get(IPPROTO_IP, IP_MTU);
    } catch (IOException e) {
      return 0;
    }
  }
}
