package dev.echo7.server.udp;

import dev.echo7.events.DropReason;
import dev.echo7.net.PortSet;
import dev.echo7.server.config.DatagramOptions;
import dev.echo7.server.limit.SourceRates;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a UDP echo from becoming a weapon: whom it does not answer.
 *
 * <p>The source of a datagram is whatever its sender wrote into it. So a reply never goes to
 * another service that would answer it (CVE-1999-0103, CVE-2024-2169), to many at once, or to
 * anybody faster than the rate. {@link #reasonToDrop} runs on the one event loop of all datagram
 * sockets; the rest may be called from any thread.
 */
final class DatagramGuards {
  /** Ports below this are those of services, and never a client's own (RFC 6335). */
  private static final int FIRST_CLIENT_PORT = 1_024;

  private final PortSet allowedPorts;
  private final SourceRates rates;
  private volatile PortSet ownPorts = PortSet.NONE;
  private volatile LocalAddresses addresses;

  DatagramGuards(DatagramOptions options, LocalAddresses addresses) {
    this.allowedPorts = options.allowedPorts();
    this.rates = new SourceRates(options.ratePerSource(), System.nanoTime());
    this.addresses = addresses;
  }

  /** A port on which this server answers from now on. */
  synchronized void addOwnPort(int port) {
    ownPorts = ownPorts.with(port);
  }

  /** The interfaces have these addresses now. */
  void addressesAre(LocalAddresses now) {
    addresses = now;
  }

  /** Whether an address is multicast or broadcast. */
  boolean reachesMany(InetAddress address) {
    return addresses.reachesMany(address);
  }

  /**
   * Whether a source may get one more reply than it has sent datagrams; it counts for its rate
   * then. Of all that goes out, only this is more than came in.
   */
  boolean admitsDuplicate(InetSocketAddress to) {
    return rates.admit(to.getAddress(), System.nanoTime());
  }

  /**
   * Looks at one datagram.
   *
   * @param outputHasRoom whether a reply could go out now
   * @return null if it is to be answered; it counts for its source's rate then
   */
  @Nullable DropReason reasonToDrop(
      InetSocketAddress from, InetSocketAddress to, boolean outputHasRoom) {
    int port = from.getPort();
    if (reachesMany(from.getAddress()) || reachesMany(to.getAddress())) {
      return DropReason.NOT_UNICAST;
    }
    if (port < FIRST_CLIENT_PORT && !allowedPorts.contains(port)) {
      return DropReason.LOW_SOURCE_PORT;
    }
    if (ownPorts.contains(port)) {
      return DropReason.OWN_SOURCE_PORT;
    }
    if (!rates.admit(from.getAddress(), System.nanoTime())) {
      return DropReason.OVER_RATE;
    }
    return outputHasRoom ? null : DropReason.OUTPUT_FULL;
  }
}
