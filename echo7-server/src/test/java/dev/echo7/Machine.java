package dev.echo7;

import dev.echo7.server.config.EventLoopKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Assumptions;

/** Features that tests need and that not every machine has. */
public final class Machine {
  private static final String NO_SUCH_NAME = "nosuch.invalid"; // RFC 2606
  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 10_000;
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

  /**
   * A text with its IPv4 addresses in the form that a server shows which listens on all addresses
   * by its default transport.
   */
  public static String seen(String mapped) {
    return seen(mapped, EventLoopKind.best());
  }

  /**
   * The same for a transport. On epoll the socket is one of IPv6 even while no interface has an
   * address of that family; the JDK makes it one of IPv4 then.
   */
  public static String seen(String mapped, EventLoopKind transport) {
    return IPV6 || transport == EventLoopKind.EPOLL ? mapped : mapped.replace("::ffff:", "");
  }

  /** Skips a test about a name that does not exist where no name server says so. */
  public static void requireNameServerFor(String words) {
    if (words.contains(NO_SUCH_NAME)) {
      Assumptions.assumeTrue(NameServer.ANSWERS, "no name server answers on this machine");
    }
  }

  /**
   * A TCP port that is free, for a program that cannot say what port 0 became: below those that the
   * kernel gives to clients, so that none of them takes it meanwhile.
   */
  public static int freePort() {
    while (true) {
      int port = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (IOException e) {
        // Taken: another one.
      }
    }
  }

  private static boolean hasIpv6() {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      return listener.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** Asked once: the JDK remembers for a while that there is no such name, but not who said so. */
  private static final class NameServer {
    static final boolean ANSWERS = knowsThatThereIsNone();

    private static boolean knowsThatThereIsNone() {
      try {
        InetAddress.getAllByName(NO_SUCH_NAME);
        return false;
      } catch (UnknownHostException e) {
        return String.valueOf(e.getMessage()).contains("not known");
      }
    }
  }
}
