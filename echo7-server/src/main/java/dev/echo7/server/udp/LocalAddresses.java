package dev.echo7.server.udp;

import dev.echo7.net.AddressLiteral;
import dev.echo7.net.Interfaces;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The addresses that the interfaces of this machine have at one moment.
 *
 * @param unicast those that a socket can be bound to; IPv6 ones with their zone
 * @param broadcast those by which a network is addressed as a whole, in both customs: all ones and
 *     all zeros
 */
record LocalAddresses(List<InetAddress> unicast, Set<InetAddress> broadcast) {
  private static final InetAddress LIMITED_BROADCAST = AddressLiteral.parse("255.255.255.255");
  private static final int LONGEST_PREFIX_WITH_BROADCAST = 30;

  LocalAddresses {
    unicast = List.copyOf(unicast);
    broadcast = Set.copyOf(broadcast);
  }

  /** Asks the system, which takes about a millisecond: not for an event loop. */
  static LocalAddresses look() throws IOException {
    List<InetAddress> unicast = new ArrayList<>();
    Set<InetAddress> broadcast = new HashSet<>(Set.of(LIMITED_BROADCAST));
    for (NetworkInterface each : Interfaces.all()) {
      if (!isUp(each)) {
        continue;
      }
      each.inetAddresses().forEach(unicast::add);
      for (InterfaceAddress address : each.getInterfaceAddresses()) {
        addBroadcasts(address, broadcast);
      }
    }
    return new LocalAddresses(unicast, broadcast);
  }

  /** Whether an address is multicast or broadcast. */
  boolean reachesMany(InetAddress address) {
    return address.isMulticastAddress() || broadcast.contains(address);
  }

  /** An interface may vanish while it is looked at. */
  private static boolean isUp(NetworkInterface each) {
    try {
      return each.isUp();
    } catch (IOException e) {
      return false;
    }
  }

  private static void addBroadcasts(InterfaceAddress address, Set<InetAddress> broadcast)
      throws IOException {
    InetAddress declared = address.getBroadcast();
    if (declared != null && !declared.isAnyLocalAddress()) {
      broadcast.add(declared);
    }
    int prefix = address.getNetworkPrefixLength();
    if (!(address.getAddress() instanceof Inet4Address v4)
        || prefix < 1
        || prefix > LONGEST_PREFIX_WITH_BROADCAST) {
      return;
    }
    int bits = ByteBuffer.wrap(v4.getAddress()).getInt();
    int hostMask = -1 >>> prefix;
    broadcast.add(of(bits | hostMask));
    broadcast.add(of(bits & ~hostMask));
  }

  private static InetAddress of(int bits) throws IOException {
    return InetAddress.getByAddress(
        new byte[] {(byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits});
  }
}
