package dev.echo7.net;

import dev.echo7.net.posix.SystemError;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The current network interfaces of this machine. Any thread; asks the kernel, which takes about a
 * millisecond.
 */
public final class Interfaces {
  private Interfaces() {}

  /**
   * The interfaces with an address: none before the network is up, when not even {@code lo} has
   * one.
   *
   * @throws IOException if the kernel does not list them
   */
  public static List<NetworkInterface> all() throws IOException {
    try {
      return NetworkInterface.networkInterfaces().toList();
    } catch (SocketException e) {
      if (SystemError.of(e) == null) {
        // Thrown by the JDK if there are none.
        return List.of();
      }
      throw e;
    }
  }

  /** Whether this process can use IPv6 at all; the JDK decides that once, at startup. */
  public static boolean speakIpv6() {
    try (DatagramChannel probe = DatagramChannel.open(StandardProtocolFamily.INET6)) {
      return probe.isOpen();
    } catch (UnsupportedOperationException e) {
      return false;
    } catch (IOException e) {
      // For lack of descriptors, for example: opening the real socket will report that.
      return true;
    }
  }

  /**
   * Returns a link-local address with the interface of that name or index.
   *
   * @param address without a zone
   * @return null if there is no such interface
   */
  public static @Nullable InetAddress on(InetAddress address, String nameOrIndex) {
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

  /** The name of the interface with that index; the index if it has none. */
  static String name(int index) {
    try {
      NetworkInterface named = NetworkInterface.getByIndex(index);
      return named == null ? Integer.toString(index) : named.getName();
    } catch (IOException e) {
      return Integer.toString(index);
    }
  }
}
