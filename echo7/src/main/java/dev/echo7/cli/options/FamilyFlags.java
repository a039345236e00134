package dev.echo7.cli.options;

import dev.echo7.cli.OptionGroup;
import dev.echo7.net.AddressFamily;

/** The options {@code -4} and {@code -6} of all that connects; both together mean neither. */
public final class FamilyFlags {
  private boolean ipv4;
  private boolean ipv6;

  /** Returns the same group. */
  public OptionGroup addTo(OptionGroup group) {
    return group
        .flag("-4", "IPv4 only.", () -> ipv4 = true)
        .flag("-6", "IPv6 only.", () -> ipv6 = true);
  }

  public AddressFamily family() {
    if (ipv4 == ipv6) {
      return AddressFamily.ANY;
    }
    return ipv4 ? AddressFamily.IPV4 : AddressFamily.IPV6;
  }
}
