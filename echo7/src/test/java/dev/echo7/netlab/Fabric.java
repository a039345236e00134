package dev.echo7.netlab;

import java.util.ArrayList;
import java.util.List;

/**
 * Two nodes with several paths of equal cost between them (ECMP): each has a leaf, and every spine
 * has a cable to both leaves. A leaf chooses the spine by addresses and ports, so that all packets
 * of a flow take the same one; the way back may have another.
 *
 * <pre>{@code
 *          +-- spine 0 --+
 * left -- leaf         leaf -- right
 *          +-- spine 1 --+
 * }</pre>
 */
public final class Fabric {
  private static final String COUNTED = "fabric";

  private final List<Node> spines = new ArrayList<>();
  private final List<Link> lefts = new ArrayList<>();
  private final List<Link> rights = new ArrayList<>();

  Fabric(NetLab lab, Node left, Node right, int paths) {
    Node leftLeaf = router(lab, "left-leaf");
    Node rightLeaf = router(lab, "right-leaf");
    Link leftHost = lab.link(left, leftLeaf);
    Link rightHost = lab.link(right, rightLeaf);
    left.run("ip route add default via " + leftHost.address(leftLeaf));
    right.run("ip route add default via " + rightHost.address(rightLeaf));
    for (int i = 0; i < paths; i++) {
      Node spine = router(lab, "spine" + i);
      Link toLeft = lab.link(leftLeaf, spine);
      Link toRight = lab.link(rightLeaf, spine);
      spine.run("ip route add " + leftHost.subnet() + " via " + toLeft.address(leftLeaf));
      spine.run("ip route add " + rightHost.subnet() + " via " + toRight.address(rightLeaf));
      count(spine, toLeft);
      spines.add(spine);
      lefts.add(toLeft);
      rights.add(toRight);
    }
    routeOverSpines(leftLeaf, rightHost, lefts);
    routeOverSpines(rightLeaf, leftHost, rights);
  }

  private static Node router(NetLab lab, String label) {
    return lab.node(label).sysctl("net.ipv4.ip_forward=1", "net.ipv4.fib_multipath_hash_policy=1");
  }

  private void routeOverSpines(Node leaf, Link target, List<Link> links) {
    StringBuilder route = new StringBuilder("ip route add " + target.subnet());
    for (int i = 0; i < links.size(); i++) {
      Link link = links.get(i);
      route.append(" nexthop via " + link.address(spines.get(i)) + " dev " + link.device());
    }
    leaf.run(route.toString());
  }

  private static void count(Node spine, Link left) {
    spine.nft(
        """
        table inet %s {
          counter datagrams { }
          chain forward {
            type filter hook forward priority filter
            iifname "%s" meta l4proto udp counter name datagrams
          }
        }
        """
            .formatted(COUNTED, left.device()));
  }

  /** How many paths it has; they are numbered from 0. */
  public int paths() {
    return spines.size();
  }

  /** How many UDP datagrams from left to right took a path so far. */
  public long datagrams(int path) {
    return spines.get(path).counted(COUNTED, "datagrams");
  }

  /** Makes a path lose every n-th UDP datagram from left to right, before it is counted. */
  public Loss loseEach(int nth, int path) {
    return lefts.get(path).loseEach(nth, spines.get(path));
  }

  /** The router in the middle of a path. */
  public Node spine(int path) {
    return spines.get(path);
  }
}
