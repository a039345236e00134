package dev.echo7.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultMessageSizeEstimator;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * One listening stream socket: the lecture's {@code open_listenfd}.
 *
 * <p>Opened by {@link #open}, which blocks until the socket listens; accepts on its event loop from
 * then on, until {@link #close}.
 */
final class StreamListener implements Listener {
  /** Longest queue of connections not yet accepted; the kernel may hold it shorter. */
  private static final int BACKLOG = 4_096;

  /** A socket closes as soon as its event loop comes round. */
  private static final long CLOSE_PATIENCE_MS = 500;

  /**
   * Output that one peer may have waiting before it is not read from any more: more than one chunk,
   * so that a read that the kernel takes at once changes nothing, and less than two.
   */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(SharedChunk.BYTES / 2, SharedChunk.BYTES / 2 * 3);

  /**
   * What is the same for every connection of a listener.
   *
   * @param address where to listen
   * @param listens whether the socket does so already
   * @param sockets makes the listening socket
   * @param gate lets connections in
   * @param pipeline prepares an accepted connection
   * @param name what the console calls it, given the address that it got
   */
  record Plan(
      SocketAddress address,
      boolean listens,
      ChannelFactory<? extends ServerChannel> sockets,
      AcceptGate gate,
      ChannelInitializer<Channel> pipeline,
      Entrance.Naming name) {}

  private final Channel channel;
  private final String name;

  private StreamListener(Channel channel, String name) {
    this.channel = channel;
    this.name = name;
  }

  /**
   * Binds and listens, unless the socket does so already.
   *
   * @throws ServerStartException if that fails, with the reason and the cure
   */
  static StreamListener open(Plan plan, EventLoops loops) throws ServerStartException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channelFactory(plan.sockets)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .handler(plan.gate)
            .childOption(ChannelOption.ALLOCATOR, CountedMemory.OF_THIS_PROCESS)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childOption(ChannelOption.MESSAGE_SIZE_ESTIMATOR, new HeldMemory())
            .childHandler(plan.pipeline);
    if (loops.sharesChunk()) {
      bootstrap.childOption(ChannelOption.RECVBUF_ALLOCATOR, SharedChunk.OF_THIS_LOOP);
    }
    if (plan.address instanceof InetSocketAddress) {
      bootstrap
          .option(ChannelOption.SO_REUSEADDR, true)
          .childOption(ChannelOption.TCP_NODELAY, true)
          .childOption(ChannelOption.SO_KEEPALIVE, true);
    }
    ChannelFuture bound =
        (plan.listens ? bootstrap.register() : bootstrap.bind(plan.address)).awaitUninterruptibly();
    Throwable failure = bound.cause();
    if (failure != null) {
      throw new ServerStartException(
          "cannot listen on "
              + plan.name.name(plan.address)
              + ": "
              + SocketProblem.explain(failure),
          failure);
    }
    Channel channel = bound.channel();
    return new StreamListener(
        channel, plan.name.name(plan.listens ? plan.address : channel.localAddress()));
  }

  @Override
  public int port() {
    return channel.localAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly(CLOSE_PATIENCE_MS);
  }

  @Override
  public String toString() {
    return name;
  }

  /**
   * Counts output by the memory that it holds, not by the bytes in it: a large buffer may hold one.
   */
  private static final class HeldMemory implements MessageSizeEstimator {
    private static final Handle BY_CONTENT = DefaultMessageSizeEstimator.DEFAULT.newHandle();

    @Override
    public Handle newHandle() {
      return message ->
          message instanceof ByteBuf bytes ? bytes.capacity() : BY_CONTENT.size(message);
    }
  }
}
