package dev.echo7.cli.ping;

import dev.echo7.cli.OptionGroup;
import dev.echo7.net.Endpoint;
import dev.echo7.net.Transport;
import dev.echo7.net.UdpLimits;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The options of ping for sweeps: many source ports, or many sizes. */
final class SweepOptions {
  private static final Pattern RANGE = Pattern.compile("([0-9]{1,5}):([0-9]{1,5})");
  private static final int MOST_PORTS = 4096;
  private @Nullable Integer ports;
  private @Nullable String sizes;
  private boolean dontFragment;

  OptionGroup options() {
    return new OptionGroup("Sweeps")
        .value(
            "--sweep-ports",
            "N",
            Integer.class,
            "Probe from N source ports, -c probes each (10 by default), and name those that differ:"
                + " a bad way among several. TCP and UDP.",
            given -> ports = given)
        .text(
            "--sweep-size",
            "A:B",
            "Find the largest datagram between A and B bytes that comes back. UDP.",
            given -> sizes = given)
        .flag(
            "--df",
            "Never fragment (IPv4's DF): the path's MTU is the limit. UDP, Linux.",
            () -> dontFragment = true);
  }

  boolean isWanted() {
    return ports != null || sizes != null;
  }

  /**
   * The same options, if they fit the endpoint and each other.
   *
   * @throws IllegalArgumentException if not; the message is one line
   */
  SweepOptions checked(Endpoint endpoint) {
    if (ports != null && sizes != null) {
      throw new IllegalArgumentException("--sweep-ports and --sweep-size: one at a time");
    }
    if (dontFragment && sizes == null) {
      throw new IllegalArgumentException("--df goes with --sweep-size A:B");
    }
    if (ports != null) {
      if (ports < 1 || ports > MOST_PORTS) {
        throw new IllegalArgumentException("--sweep-ports " + ports + ": give 1 to " + MOST_PORTS);
      }
      if (endpoint.transport() != Transport.TCP && !endpoint.isDatagrams()) {
        throw new IllegalArgumentException("--sweep-ports is for tcp:// and udp://");
      }
    }
    if (sizes != null) {
      if (!endpoint.isDatagrams()) {
        throw new IllegalArgumentException("--sweep-size is for datagrams; give -u, or udp://");
      }
      range();
    }
    return this;
  }

  /** How many source ports; null for another sweep or none. */
  @Nullable Integer ports() {
    return ports;
  }

  boolean dontFragment() {
    return dontFragment;
  }

  /** The smallest and the largest size. */
  int[] range() {
    Matcher matcher = RANGE.matcher(String.valueOf(sizes));
    if (matcher.matches()) {
      int from = Integer.parseInt(matcher.group(1));
      int to = Integer.parseInt(matcher.group(2));
      if (from >= 1 && from <= to && to <= UdpLimits.MAX_PAYLOAD_IPV4) {
        return new int[] {from, to};
      }
    }
    throw new IllegalArgumentException(
        "--sweep-size " + sizes + ": give A:B with 1 <= A <= B <= " + UdpLimits.MAX_PAYLOAD_IPV4);
  }
}
