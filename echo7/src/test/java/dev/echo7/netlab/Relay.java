package dev.echo7.netlab;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.packaging.Installed;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/**
 * A router between two nodes that holds every packet back for a time, in each direction, and keeps
 * their order. On request it gives flows of UDP new source ports, as a NAT does that has forgotten
 * them. The kernel sends all packets through a tunnel device, which relay.py reads and writes.
 */
public final class Relay implements AutoCloseable {
  private static final Path TUNNELS = Path.of("/dev/net/tun");
  private static final String DEVICE = "relay";

  private final Program program;
  private int commands;

  Relay(Node router, Link near, Link far, String farAddress) {
    Assumptions.assumeTrue(Files.exists(TUNNELS), "a relay needs " + TUNNELS);
    router.run("ip tuntap add dev " + DEVICE + " mode tun; ip link set " + DEVICE + " up");
    router.sysctl(
        "net.ipv4.ip_forward=1",
        "net.ipv4.conf.all.rp_filter=0",
        "net.ipv4.conf." + DEVICE + ".rp_filter=0");
    for (Link link : new Link[] {near, far}) {
      router.run("ip rule add iif " + link.device() + " lookup 100");
    }
    // Only what goes on to the other side; the tables before it know what is for the router.
    router.run("ip route add default dev " + DEVICE + " table 100");
    program =
        router.start(
            Installed.require("python3").toString(), script().toString(), DEVICE, farAddress);
    program.awaitStdout("ready\n");
  }

  private static Path script() {
    try {
      return Path.of(Objects.requireNonNull(Relay.class.getResource("relay.py")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Holds back for this long what comes from now on; zero at first. */
  public Relay delay(Duration delay) {
    command("delay " + delay.toNanos() / 1e9);
    return this;
  }

  /**
   * Gives all flows of UDP from the near node other source ports. What comes back to the old ones
   * is lost.
   */
  public Relay newSourcePorts() {
    command("ports");
    return this;
  }

  private void command(String line) {
    commands++;
    program.feed(line + "\n");
    assertTrue(
        program.reachesStdout(text -> text.lines().filter("done"::equals).count() == commands),
        program::toString);
  }

  @Override
  public void close() {
    program.close();
  }
}
