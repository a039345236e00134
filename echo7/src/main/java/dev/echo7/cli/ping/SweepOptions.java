package dev.echo7.cli.ping;

import dev.echo7.cli.Converters;
import dev.echo7.cli.OptionGroup;
import dev.echo7.net.Endpoint;
import dev.echo7.net.Transport;
import dev.echo7.net.UdpLimits;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The options of ping for sweeps: many source ports, or many sizes. */
final class SweepOptions {
  private static final Pattern RANGE = Pattern.compile("([^:]+):([^:]+)");
  private static final int MOST_PORTS = 4096;
  private @Nullable Integer ports;
  private @Nullable String sizes;
  private boolean dontFragment;

  OptionGroup options() {
    return new OptionGroup("Sweeps")
        .count(
            "--sweep-ports",
            "Probe from N source ports, -c probes each (default 10), and name the outliers: one"
                + " bad path among several. TCP and UDP.",
            given -> ports = given)
        .text(
            "--sweep-size",
            "A:B",
            "Find the largest datagram of A to B bytes that comes back. UDP.",
            given -> sizes = given)
        .flag(
            "--df",
            "Do not fragment (IPv4 DF), so that the path MTU is the limit. UDP, Linux.",
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
      throw new IllegalArgumentException("--sweep-ports and --sweep-size exclude each other");
    }
    if (dontFragment && sizes == null) {
      throw new IllegalArgumentException("--df needs --sweep-size A:B");
    }
    if (ports != null) {
      if (ports < 1 || ports > MOST_PORTS) {
        throw new IllegalArgumentException(
            "--sweep-ports must be 1 to " + MOST_PORTS + ", not " + ports);
      }
      if (endpoint.transport() != Transport.TCP && !endpoint.isDatagrams()) {
        throw new IllegalArgumentException("--sweep-ports needs tcp:// or udp://");
      }
    }
    if (sizes != null) {
      if (!endpoint.isDatagrams()) {
        throw new IllegalArgumentException("--sweep-size needs UDP; give -u or udp://");
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
      long from = Converters.size(matcher.group(1));
      long to = Converters.size(matcher.group(2));
      if (from >= 1 && from <= to && to <= UdpLimits.MAX_PAYLOAD_IPV4) {
        return new int[] {(int) from, (int) to};
      }
    }
    throw new IllegalArgumentException(
        "--sweep-size must be A:B with 1 <= A <= B <= "
            + UdpLimits.MAX_PAYLOAD_IPV4
            + ", not "
            + sizes);
  }
}
