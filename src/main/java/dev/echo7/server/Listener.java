package dev.echo7.server;

import dev.echo7.events.Peer;
import dev.echo7.events.ServerEvents;
import dev.echo7.net.AddressText;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultMessageSizeEstimator;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.WriteBufferWaterMark;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * One listening socket: the lecture's {@code open_listenfd}.
 *
 * <p>Opened by {@link #open}, which blocks until the socket listens; accepts on its event loop from
 * then on, until {@link #close}.
 */
final class Listener {
  /** Longest queue of connections not yet accepted; the kernel may hold it shorter. */
  private static final int BACKLOG = 4_096;

  /**
   * Output that one peer may have waiting before it is not read from any more. With one receive
   * buffer (64 KiB at most) that was already on its way, a peer holds less than 256 KiB of ours.
   */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 * 1024, 128 * 1024);

  private final Channel channel;
  private final boolean dualStack;

  private Listener(Channel channel, boolean dualStack) {
    this.channel = channel;
    this.dualStack = dualStack;
  }

  /**
   * Binds and listens.
   *
   * @param address an address of this machine, or every one
   * @throws ServerStartException if that fails, with the reason and the cure
   */
  static Listener open(
      InetSocketAddress address, EventLoops loops, ConnectionTable table, ServerEvents events)
      throws ServerStartException {
    boolean ipv4Only = address.getAddress() instanceof Inet4Address;
    boolean dualStack = address.getAddress().isAnyLocalAddress() && !ipv4Only;
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops.group())
            .channelFactory(loops.tcpListeners(ipv4Only))
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childOption(ChannelOption.MESSAGE_SIZE_ESTIMATOR, new HeldMemory())
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel accepted) {
                    accepted
                        .pipeline()
                        .addLast(new EchoHandler(accepted, c -> peer(c, dualStack), table, events));
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    Throwable failure = bound.cause();
    if (failure != null) {
      throw new ServerStartException(
          "cannot listen on tcp " + AddressText.of(address) + ": " + SocketProblem.explain(failure),
          failure);
    }
    Listener listener = new Listener(bound.channel(), dualStack);
    bound.channel().pipeline().addLast(listener.new AcceptFailures(events));
    return listener;
  }

  /** Where it listens, with the port that the kernel chose if that was left to it. */
  InetSocketAddress localAddress() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Stops listening; returns when nobody can connect any more. */
  void close() {
    channel.close().awaitUninterruptibly();
  }

  /** {@code tcp [::]:5000}. */
  @Override
  public String toString() {
    InetSocketAddress local = localAddress();
    return dualStack ? "tcp [::]:" + local.getPort() : "tcp " + AddressText.of(local);
  }

  private static Peer peer(Channel accepted, boolean dualStack) {
    InetAddress address = ((InetSocketAddress) accepted.remoteAddress()).getAddress();
    return new Peer(address, dualStack ? AddressText.v4Mapped(address) : AddressText.of(address));
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

  /**
   * Says why accept failed. The bootstrap's own handler, in front of this one, has already paused
   * it for a second, so that a full descriptor table costs neither a spin nor the listener.
   */
  private final class AcceptFailures extends ChannelInboundHandlerAdapter {
    private final ServerEvents events;

    AcceptFailures(ServerEvents events) {
      this.events = events;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      events.failed("cannot accept on " + Listener.this + ": " + SocketProblem.explain(cause));
    }
  }
}
