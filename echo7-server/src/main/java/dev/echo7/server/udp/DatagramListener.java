package dev.echo7.server.udp;

import dev.echo7.net.AddressText;
import dev.echo7.net.Endpoint;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.server.listen.Listener;
import dev.echo7.server.netty.NioPoll;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One UDP port: on one address, by one socket; or on every address, by a socket for each and one
 * for all ({@link AddressFollower} says why).
 *
 * <p>Opened by {@link #open}, which blocks until all are bound; echoes on the event loop of the
 * datagram sockets from then on, until {@link #close}.
 */
final class DatagramListener implements Listener {
  /** How long to wait for a socket to close, which takes one turn of its event loop. */
  private static final long CLOSE_PATIENCE_MS = 500;

  private final Channel channel;
  private final String name;
  private final @Nullable AddressFollower follower;

  private DatagramListener(Channel channel, String name, @Nullable AddressFollower follower) {
    this.channel = channel;
    this.name = name;
    this.follower = follower;
  }

  /**
   * Binds.
   *
   * @param faults of its endpoint
   * @throws ServerStartException if that fails, with the reason and the cure
   */
  static DatagramListener open(
      InetSocketAddress address, DatagramSockets sockets, DatagramFaults faults)
      throws ServerStartException {
    if (sockets.guards().reachesMany(address.getAddress())) {
      throw new ServerStartException(
          "cannot listen on udp "
              + AddressText.of(address)
              + ": a multicast or broadcast address; give one of this machine's own");
    }
    AddressFollower follower =
        address.getAddress().isAnyLocalAddress() ? new AddressFollower(sockets, faults) : null;
    ChannelFuture bound = sockets.bind(address, false, follower, faults);
    Throwable failure = bound.cause();
    if (failure != null) {
      throw new ServerStartException(
          "cannot listen on udp "
              + AddressText.of(address)
              + ": "
              + FailureText.of(failure, Situation.LISTEN_DATAGRAM, address.getAddress()),
          failure);
    }
    return of(bound.channel(), "", sockets, follower);
  }

  /**
   * Serves on a socket that somebody else has bound. If it is bound to every address and has no
   * socket beside it for each, the kernel chooses the address that a reply comes from.
   *
   * @param faults of its endpoint
   * @throws ServerStartException if that fails
   */
  static DatagramListener adopt(
      Endpoint.Inherited inherited,
      InetSocketAddress local,
      boolean alone,
      DatagramSockets sockets,
      DatagramFaults faults)
      throws ServerStartException {
    AddressFollower follower =
        local.getAddress().isAnyLocalAddress() && !alone
            ? new AddressFollower(sockets, faults)
            : null;
    ChannelFuture adopted = sockets.adopt(inherited.descriptor(), local, follower, faults);
    Throwable failure = adopted.cause();
    if (failure != null) {
      throw new ServerStartException(
          "cannot serve on "
              + inherited
              + ": "
              + FailureText.of(failure, Situation.LISTEN_DATAGRAM),
          failure);
    }
    return of(adopted.channel(), ", inherited as " + inherited.label(), sockets, follower);
  }

  private static DatagramListener of(
      Channel channel, String origin, DatagramSockets sockets, @Nullable AddressFollower follower) {
    InetSocketAddress local = (InetSocketAddress) channel.localAddress();
    String name = "udp " + AddressText.of(local);
    sockets.guards().addOwnPort(local.getPort());
    String warning = ReceiveBuffer.request(channel, ReceiveBuffer.WANTED_BYTES, name);
    if (warning != null) {
      sockets.events().failed(warning);
    }
    if (follower != null) {
      follower.start(channel);
    }
    return new DatagramListener(channel, name + origin, follower);
  }

  @Override
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void poll() {
    NioPoll.poll(channel, () -> channel.config().setAutoRead(true));
  }

  @Override
  public void close() {
    if (follower != null) {
      follower.stop();
    }
    channel.close().awaitUninterruptibly(CLOSE_PATIENCE_MS);
    if (follower != null) {
      follower.close();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
