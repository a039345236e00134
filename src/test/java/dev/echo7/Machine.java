package dev.echo7;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Assumptions;

/** Features that tests need and that not every machine has. */
public final class Machine {
  private static final boolean IPV6 = hasIpv6();

  private Machine() {}

  /** Skips a test about IPv6 on a machine without it. */
  public static void requireIpv6() {
    Assumptions.assumeTrue(IPV6, "this machine has no IPv6");
  }

  /** The same for a test with an address of either family. */
  public static void requireFamilyOf(String address) {
    if (address.contains(":")) {
      requireIpv6();
    }
  }

  /** A text with its IPv4 addresses in the form of a server that listens on all addresses. */
  public static String seen(String mapped) {
    return IPV6 ? mapped : mapped.replace("::ffff:", "");
  }

  private static boolean hasIpv6() {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      return listener.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
