package dev.echo7.net;

import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;

/** An unchangeable set of ports, 1 to 65535. Safe for any thread. */
public final class PortSet {
  /** No port at all. */
  public static final PortSet NONE = new PortSet(new BitSet());

  private final BitSet ports;

  private PortSet(BitSet ports) {
    this.ports = ports;
  }

  /**
   * Reads ports and ranges of ports: {@code 7,100-200}.
   *
   * @throws IllegalArgumentException if it cannot be read; the message is one line with the cure
   */
  public static PortSet parse(String text) {
    BitSet ports = new BitSet();
    for (String item : List.of(text.split(",", -1))) {
      if (!item.matches("[0-9]{1,5}(-[0-9]{1,5})?")) {
        throw unreadable(text);
      }
      int dash = item.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? item : item.substring(0, dash));
      int last = Integer.parseInt(item.substring(dash + 1));
      if (first < 1 || last < first || last > HostPort.MAX_PORT) {
        throw unreadable(text);
      }
      ports.set(first, last + 1);
    }
    return new PortSet(ports);
  }

  private static IllegalArgumentException unreadable(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a list of ports; write numbers and ranges such as 7,100-200");
  }

  /** This set and one port more. */
  public PortSet with(int port) {
    BitSet more = (BitSet) ports.clone();
    more.set(port);
    return new PortSet(more);
  }

  /** Whether a port is one of them. */
  public boolean contains(int port) {
    return ports.get(port);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PortSet set && set.ports.equals(ports);
  }

  @Override
  public int hashCode() {
    return ports.hashCode();
  }

  /** As {@link #parse} reads it, without ranges. */
  @Override
  public String toString() {
    return ports.stream().mapToObj(String::valueOf).collect(Collectors.joining(","));
  }
}
