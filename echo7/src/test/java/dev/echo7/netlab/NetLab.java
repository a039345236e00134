package dev.echo7.netlab;

import java.util.ArrayList;
import java.util.List;

/**
 * A network of virtual hosts, which only this machine sees and which ends with {@link #close}. Each
 * test makes its own. The test is skipped without root, since only root can create one; a JVM that
 * is killed leaves its networks, which the next one removes. For one thread.
 *
 * <pre>{@code
 * try (NetLab lab = NetLab.create()) {
 *   Node client = lab.node("client");
 *   Node server = lab.node("server");
 *   lab.nat(client, server).udpTimeout(Duration.ofSeconds(3));
 *   try (Program echo = server.start("bin/echoserver", "udp://:7").awaitStderr("listening on udp")) {
 *     client.output("bin/echoclient", "ping", "-u", "-c", "3", server.address(), "7");
 *   }
 * }
 * }</pre>
 *
 * <p>{@link #link}, {@link #nat}, {@link #fabric} and {@link #relay} each connect two nodes, and
 * the last three make the first of them reach the second by a default route. Use one per pair.
 */
public final class NetLab implements AutoCloseable {
  private final List<Runnable> removals = new ArrayList<>();
  private int links;

  private NetLab() {}

  /** An empty network; skips the test if this machine or this user can have none. */
  public static NetLab create() {
    NetLab lab = new NetLab();
    // To be skipped here, before a test has begun.
    new Node("probe").make().close();
    return lab;
  }

  /** A host with a loopback interface and nothing else. */
  public Node node(String label) {
    Node node = new Node(label);
    removals.add(node::close);
    return node.make().run("ip link set lo up");
  }

  /** A cable between two nodes. */
  public Link link(Node first, Node second) {
    return new Link(first, second, links++);
  }

  /** Puts a node behind a NAT, from where it reaches another. */
  public Nat nat(Node inside, Node outside) {
    Node router = node("nat");
    Link near = link(inside, router);
    Link far = link(outside, router);
    inside.run("ip route add default via " + near.address(router));
    return new Nat(router, near, far);
  }

  /**
   * Connects two nodes by several equal paths.
   *
   * @param paths how many; 2 or more
   */
  public Fabric fabric(Node left, Node right, int paths) {
    return new Fabric(this, left, right, paths);
  }

  /** Connects two nodes by a relay, for which the flows of UDP begin at the near one. */
  public Relay relay(Node near, Node far) {
    Node router = node("relay");
    Link nearLink = link(near, router);
    Link farLink = link(far, router);
    near.run("ip route add default via " + nearLink.address(router));
    far.run("ip route add default via " + farLink.address(router));
    Relay relay = new Relay(router, nearLink, farLink, farLink.address(far));
    removals.add(relay::close);
    return relay;
  }

  @Override
  public void close() {
    removals.reversed().forEach(Runnable::run);
  }
}
