package dev.echo7.server.listen;

import dev.echo7.net.failure.FailureText;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.server.netty.EventLoops;
import dev.echo7.server.netty.NioPoll;
import dev.echo7.server.peer.ListenerIdentity;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One listening stream socket: the lecture's {@code open_listenfd}.
 *
 * <p>Opened by {@link #open}, which blocks until the socket listens; accepts on its event loop from
 * then on, until {@link #close}.
 */
public final class StreamListener implements Listener {
  /** The maximum number of connections not yet accepted; the kernel may allow fewer. */
  private static final int BACKLOG = 4_096;

  /** How long to wait for a socket to close, which takes one turn of its event loop. */
  private static final long CLOSE_PATIENCE_MS = 500;

  /**
   * A listener to open.
   *
   * @param identity of its connections
   * @param secure whether it speaks TLS
   * @param address where to listen
   * @param sockets makes the listening socket
   * @param last what it does wrong on request
   */
  public record Plan(
      ListenerIdentity identity,
      boolean secure,
      SocketAddress address,
      ChannelFactory<? extends ServerChannel> sockets,
      LastStep last) {}

  private final Channel channel;
  private final AcceptGate gate;
  private final String name;

  private StreamListener(Channel channel, AcceptGate gate, String name) {
    this.channel = channel;
    this.gate = gate;
    this.name = name;
  }

  /**
   * Binds and listens.
   *
   * @throws ServerStartException if that fails, with the reason and the cure
   */
  public static StreamListener open(Plan plan, ListenerContext context)
      throws ServerStartException {
    return open(plan, context, false);
  }

  /**
   * Accepts from a socket that listens already.
   *
   * @throws ServerStartException if that fails, with the reason and the cure
   */
  public static StreamListener adopt(Plan plan, ListenerContext context)
      throws ServerStartException {
    return open(plan, context, true);
  }

  private static StreamListener open(Plan plan, ListenerContext context, boolean listens)
      throws ServerStartException {
    List<ConnectionStep> steps = context.steps().of(plan.secure);
    ConnectionSetup setup =
        new ConnectionSetup(
            plan.identity,
            context.echo(),
            context.rejections(),
            steps,
            TappedStep.of(plan.last, context.tap()));
    AcceptGate gate = new AcceptGate(context, plan.identity, setup, plan.last);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(context.loops().group())
            .channelFactory(plan.sockets)
            .option(ChannelOption.SO_BACKLOG, plan.last.acceptsNothing() ? 0 : BACKLOG)
            .option(ChannelOption.AUTO_READ, !plan.last.acceptsNothing())
            .handler(gate);
    if (plan.address instanceof InetSocketAddress) {
      bootstrap.option(ChannelOption.SO_REUSEADDR, true);
    }
    ChannelFuture bound =
        EventLoops.await(listens ? bootstrap.register() : bootstrap.bind(plan.address));
    Throwable failure = bound.cause();
    ListenerIdentity.Naming name = plan.identity.naming();
    if (failure != null) {
      throw new ServerStartException(
          "cannot listen on "
              + name.name(plan.address)
              + ": "
              + FailureText.listening(failure, plan.address),
          failure);
    }
    Channel channel = bound.channel();
    return new StreamListener(
        channel, gate, name.name(listens ? plan.address : channel.localAddress()));
  }

  @Override
  public @Nullable InetSocketAddress address() {
    return channel.localAddress() instanceof InetSocketAddress local ? local : null;
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
