package dev.echo7;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of the machine, and not every machine has. */
public final class Machine {
  private static final boolean IPV6 = hasIpv6();

  private Machine() {}

  /** Leaves a test about IPv6 out where there is none. */
  public static void requireIpv6() {
    Assumptions.assumeTrue(IPV6, "this machine has no IPv6");
  }

  /** The same for a test with an address of either family. */
  public static void requireFamilyOf(String address) {
    if (address.contains(":")) {
      requireIpv6();
    }
  }

  /** The wildcard address as a server shows it that listens on all it can. */
  public static String wildcard() {
    return IPV6 ? "[::]" : "0.0.0.0";
  }

  /** A text with IPv4 addresses in it as a server shows them that listens on all it can. */
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
