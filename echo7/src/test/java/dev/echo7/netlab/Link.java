package dev.echo7.netlab;

/**
 * A cable between two nodes (veth(4)). Its first end has 10.77.n.1/24 and fd77:0:0:n::1/64, its
 * second end 10.77.n.9 and fd77:0:0:n::9, where n counts the cables of a lab from 0; at both ends
 * the interface is {@code cable}n.
 */
public final class Link {
  private final Node first;
  private final Node second;
  private final int number;

  Link(Node first, Node second, int number) {
    this.first = first;
    this.second = second;
    this.number = number;
    first.run(
        "ip link add %s type veth peer name %s netns %s"
            .formatted(device(), device(), second.namespace()));
    for (Node end : new Node[] {first, second}) {
      end.run("ip addr add %s/24 broadcast + dev %s".formatted(address(end), device()));
      end.run(
          "[ ! -e /proc/net/if_inet6 ] || ip addr add %s/64 dev %s nodad"
              .formatted(ipv6Address(end), device()));
      end.run("ip link set " + device() + " up");
      end.addressed(address(end));
    }
  }

  /** The interface at both ends. */
  public String device() {
    return "cable" + number;
  }

  /** The IPv4 address of an end. */
  public String address(Node end) {
    return "10.77." + number + "." + host(end);
  }

  private String ipv6Address(Node end) {
    return "fd77:0:0:" + number + "::" + host(end);
  }

  private int host(Node end) {
    if (end != first && end != second) {
      throw new IllegalArgumentException(end.namespace() + " is no end of " + device());
    }
    return end == first ? 1 : 9;
  }

  /** The addresses of both ends, as ip-route(8) takes them. */
  String subnet() {
    return "10.77." + number + ".0/24";
  }

  /** How many bytes of IP it carries at once, in both directions. */
  public void mtu(int bytes) {
    first.run("ip link set " + device() + " mtu " + bytes);
    second.run("ip link set " + device() + " mtu " + bytes);
  }

  /**
   * Loses every n-th UDP datagram on its way to one end, counted from now on.
   *
   * @param nth 1 for all of them
   */
  public Loss loseEach(int nth, Node towards) {
    host(towards);
    return new Loss("udp", nth, towards, device());
  }

  /**
   * Loses every n-th segment of TCP on its way to one end, counted from now on. The kernels send
   * them again.
   *
   * @param nth 2 or more
   */
  public Loss loseEachSegment(int nth, Node towards) {
    host(towards);
    return new Loss("tcp", nth, towards, device());
  }
}
