package dev.echo7.server.udp;

import dev.echo7.events.ServerEvents;
import dev.echo7.net.Endpoint;
import dev.echo7.net.failure.FailureText;
import dev.echo7.server.config.DatagramCounts;
import dev.echo7.server.config.DatagramOptions;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.server.fault.EndpointFaults;
import dev.echo7.server.netty.EventLoops;
import dev.echo7.server.tap.PayloadTap;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The UDP half of a server. Costs nothing until its first listener is opened.
 *
 * <p>{@link #open} and {@link #close} are called on the threads that start and end the server.
 */
public final class Datagrams implements AutoCloseable {
  private final DatagramOptions options;
  private final EventLoops loops;
  private final DatagramTally tally;
  private final @Nullable PayloadTap tap;
  private final Map<EndpointFaults, DatagramFaults> faults = new ConcurrentHashMap<>();
  private @Nullable DatagramSockets sockets;

  /**
   * @param tap null for every server but that of a test
   */
  public Datagrams(
      DatagramOptions options, EventLoops loops, ServerEvents events, @Nullable PayloadTap tap) {
    this.options = options;
    this.loops = loops;
    this.tally = new DatagramTally(events);
    this.tap = tap;
  }

  /** Whether each TCP endpoint has UDP beside it. */
  public boolean besideTcp() {
    return options.besideTcp();
  }

  /**
   * Listens.
   *
   * @param faults of its endpoint
   * @throws ServerStartException if it cannot, with the reason and the cure
   */
  public DatagramListener open(InetSocketAddress address, EndpointFaults faults)
      throws ServerStartException {
    return DatagramListener.open(address, sockets(), of(faults));
  }

  /**
   * Serves on a socket that is bound already.
   *
   * @param alone without a socket beside it for each address
   * @param faults of its endpoint
   * @throws ServerStartException if it cannot, with the reason and the cure
   */
  public DatagramListener adopt(
      Endpoint.Inherited inherited, InetSocketAddress local, boolean alone, EndpointFaults faults)
      throws ServerStartException {
    return DatagramListener.adopt(inherited, local, alone, sockets(), of(faults));
  }

  /** One for all sockets of an endpoint, also of one that is opened again. */
  private DatagramFaults of(EndpointFaults endpoint) throws ServerStartException {
    DatagramFaults known = faults.get(endpoint);
    if (known == null) {
      known = new DatagramFaults(endpoint, sockets().guards(), loops.memory(), tally);
      faults.put(endpoint, known);
    }
    return known;
  }

  private DatagramSockets sockets() throws ServerStartException {
    if (sockets == null) {
      sockets = new DatagramSockets(loops, guards(), tally, tap);
    }
    return sockets;
  }

  public DatagramCounts counts() {
    return tally.counts();
  }

  /** After the event loops have ended. */
  @Override
  public void close() {
    if (sockets != null) {
      sockets.close();
      sockets = null;
    }
  }

  private DatagramGuards guards() throws ServerStartException {
    try {
      return new DatagramGuards(options, LocalAddresses.look());
    } catch (IOException e) {
      throw new ServerStartException(
          "cannot list the addresses of this machine: " + FailureText.of(e), e);
    }
  }
}
