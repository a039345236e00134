package dev.echo7.server.udp;

import dev.echo7.events.ServerEvents;
import dev.echo7.net.Endpoint;
import dev.echo7.net.failure.FailureText;
import dev.echo7.server.config.DatagramCounts;
import dev.echo7.server.config.DatagramOptions;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.server.netty.EventLoops;
import dev.echo7.server.tap.PayloadTap;
import java.io.IOException;
import java.net.InetSocketAddress;
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
   * @throws ServerStartException if it cannot, with the reason and the cure
   */
  public DatagramListener open(InetSocketAddress address) throws ServerStartException {
    return DatagramListener.open(address, sockets());
  }

  /**
   * Serves on a socket that is bound already.
   *
   * @param alone without a socket beside it for each address
   * @throws ServerStartException if it cannot, with the reason and the cure
   */
  public DatagramListener adopt(
      Endpoint.Inherited inherited, InetSocketAddress local, boolean alone)
      throws ServerStartException {
    return DatagramListener.adopt(inherited, local, alone, sockets());
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
