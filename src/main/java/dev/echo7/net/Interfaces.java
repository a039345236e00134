package dev.echo7.net;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The network interfaces of this machine, as they are at the moment. Any thread; asks the kernel,
 * which takes about a millisecond.
 */
public final class Interfaces {
  private static final long NAMES_LAST_NS = 2_000_000_000L;

  /** By index: what one is called may change, and is asked for once a connection. */
  private static final ConcurrentHashMap<Integer, Named> NAMES = new ConcurrentHashMap<>();

  private record Named(String name, long atNs) {}

  private Interfaces() {}

  /**
   * Those that have an address: none before the network is up, when not even {@code lo} has one.
   *
   * @throws IOException if the kernel does not say
   */
  public static List<NetworkInterface> all() throws IOException {
    try {
      return NetworkInterface.networkInterfaces().toList();
    } catch (SocketException e) {
      if (SystemError.of(e) == null) {
        // The JDK's way to say that there are none.
        return List.of();
      }
      throw e;
    }
  }

  /** Whether this process may use IPv6 at all; the JDK decides that once, when it starts. */
  public static boolean speakIpv6() {
    try (DatagramChannel probe = DatagramChannel.open(StandardProtocolFamily.INET6)) {
      return probe.isOpen();
    } catch (UnsupportedOperationException e) {
      return false;
    } catch (IOException e) {
      // No descriptor, say: whoever needs the socket will find out.
      return true;
    }
  }

  /**
   * A link-local address on the interface of that name or number.
   *
   * @param address as numbers alone
   * @return null if there is no such interface
   */
  static @Nullable InetAddress on(InetAddress address, String nameOrIndex) {
    try {
      NetworkInterface found =
          nameOrIndex.matches("[0-9]{1,9}")
              ? NetworkInterface.getByIndex(Integer.parseInt(nameOrIndex))
              : NetworkInterface.getByName(nameOrIndex);
      return found == null
          ? null
          : Inet6Address.getByAddress(null, address.getAddress(), found.getIndex());
    } catch (IOException e) {
      return null;
    }
  }

  /** What the interface of a number is called; the number itself where it has none. */
  static String name(int index) {
    long nowNs = System.nanoTime();
    Named known = NAMES.get(index);
    if (known == null || nowNs - known.atNs > NAMES_LAST_NS) {
      known = new Named(askForName(index), nowNs);
      NAMES.put(index, known);
    }
    return known.name;
  }

  private static String askForName(int index) {
    try {
      NetworkInterface named = NetworkInterface.getByIndex(index);
      return named == null ? Integer.toString(index) : named.getName();
    } catch (IOException e) {
      return Integer.toString(index);
    }
  }
}
