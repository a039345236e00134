package dev.echo7.server.config;

import dev.echo7.net.PortSet;

/**
 * What a server does about UDP.
 *
 * @param besideTcp serve UDP on the port of each TCP endpoint too
 * @param allowedPorts ports below 1024 that are answered all the same; for a lab
 * @param ratePerSource datagrams a second to which one source gets replies, at least 1
 */
public record DatagramOptions(boolean besideTcp, PortSet allowedPorts, int ratePerSource) {
  /** Enough for any use but a measurement; as a weapon, less than a script could do by itself. */
  public static final int DEFAULT_RATE_PER_SOURCE = 10_000;

  /** UDP only where an endpoint asks for it, with every guard. */
  public static final DatagramOptions DEFAULT =
      new DatagramOptions(false, PortSet.NONE, DEFAULT_RATE_PER_SOURCE);

  public DatagramOptions {
    if (ratePerSource < 1) {
      throw new IllegalArgumentException("rate per source: " + ratePerSource);
    }
  }
}
