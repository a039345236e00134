package dev.echo7.server.listen;

import dev.echo7.net.failure.FailureText;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.server.netty.EventLoops;
import dev.echo7.server.netty.NioPoll;
import dev.echo7.server.peer.Entrance;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * One listening stream socket: the lecture's {@code open_listenfd}.
 *
 * <p>Opened by {@link #open}, which blocks until the socket listens; accepts on its event loop from
 * then on, until {@link #close}.
 */
public final class StreamListener implements Listener {
  /** Longest queue of connections not yet accepted; the kernel may hold it shorter. */
  private static final int BACKLOG = 4_096;

  /** How long to wait for a socket to close, which takes one turn of its event loop. */
  private static final long CLOSE_PATIENCE_MS = 500;

  /**
   * What is the same for every connection of a listener.
   *
   * @param address where to listen
   * @param listens whether the socket does so already
   * @param sockets makes the listening socket
   * @param gate lets connections in
   * @param name what the console calls it, given the address that it got
   */
  public record Plan(
      SocketAddress address,
      boolean listens,
      ChannelFactory<? extends ServerChannel> sockets,
      AcceptGate gate,
      Entrance.Naming name) {}

  private final Channel channel;
  private final AcceptGate gate;
  private final String name;

  private StreamListener(Channel channel, AcceptGate gate, String name) {
    this.channel = channel;
    this.gate = gate;
    this.name = name;
  }

  /**
   * Binds and listens, unless the socket does so already.
   *
   * @throws ServerStartException if that fails, with the reason and the cure
   */
  public static StreamListener open(Plan plan, EventLoops loops) throws ServerStartException {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops.group())
            .channelFactory(plan.sockets)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .handler(plan.gate);
    if (plan.address instanceof InetSocketAddress) {
      bootstrap.option(ChannelOption.SO_REUSEADDR, true);
    }
    ChannelFuture bound =
        EventLoops.await(plan.listens ? bootstrap.register() : bootstrap.bind(plan.address));
    Throwable failure = bound.cause();
    if (failure != null) {
      throw new ServerStartException(
          "cannot listen on "
              + plan.name.name(plan.address)
              + ": "
              + FailureText.listening(failure, plan.address),
          failure);
    }
    Channel channel = bound.channel();
    return new StreamListener(
        channel, plan.gate, plan.name.name(plan.listens ? plan.address : channel.localAddress()));
  }

  @Override
  public int port() {
    return channel.localAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void poll() {
    NioPoll.poll(channel, gate::acceptIfAllowed);
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly(CLOSE_PATIENCE_MS);
  }

  @Override
  public String toString() {
    return name;
  }
}
