package dev.echo7.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/** Turns a host into its addresses, as getaddrinfo(3) does for the lecture's programs. */
public final class Resolver {
  private Resolver() {}

  /**
   * Every address of a host, in the system's order. Blocks on the name service.
   *
   * @param host a name or a numeric address
   * @param family which of its addresses are wanted
   * @throws UnknownHostException if it has none; the message is one line with the cure
   */
  public static List<InetAddress> resolve(String host, AddressFamily family)
      throws UnknownHostException {
    List<InetAddress> all;
    try {
      all = List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      throw new UnknownHostException(
          "no such host: '" + host + "'; check the name, or give a numeric address");
    }
    List<InetAddress> wanted = all.stream().filter(family::admits).toList();
    if (wanted.isEmpty()) {
      String known = String.join(", ", all.stream().map(AddressText::of).toList());
      throw new UnknownHostException(
          "host '"
              + host
              + "' has no "
              + family.name().replace("IPV", "IPv")
              + " address, only "
              + known);
    }
    return wanted;
  }

  /**
   * The address that a numeric text stands for; never asks a name server.
   *
   * @throws UnknownHostException if it is a name; the message is one line with the cure
   */
  public static InetAddress numeric(String host) throws UnknownHostException {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      throw new UnknownHostException(
          "'" + host + "' is not a numeric address; give one such as 192.0.2.1 or 2001:db8::1");
    }
  }

  /** This machine as a client reaches it: the loopback addresses, IPv6 first. */
  public static List<InetAddress> loopback(AddressFamily family) {
    return Stream.of(InetAddress.ofLiteral("::1"), InetAddress.ofLiteral("127.0.0.1"))
        .filter(family::admits)
        .toList();
  }
}
