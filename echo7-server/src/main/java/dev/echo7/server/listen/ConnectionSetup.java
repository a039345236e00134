package dev.echo7.server.listen;

import dev.echo7.events.Peer;
import dev.echo7.events.Rejection;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.server.echo.ByteLimit;
import dev.echo7.server.echo.EchoContext;
import dev.echo7.server.echo.EchoHandler;
import dev.echo7.server.echo.OpenConnection;
import dev.echo7.server.memory.SharedChunk;
import dev.echo7.server.netty.EpollWithoutRdhup;
import dev.echo7.server.netty.EventLoops;
import dev.echo7.server.peer.ListenerIdentity;
import dev.echo7.server.peer.Rejections;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.DefaultMessageSizeEstimator;
import io.netty.channel.EventLoop;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Sets up an accepted connection: its event loop, its options, and the handlers between its socket
 * and the echo, in the order of the bytes.
 *
 * <p>If anything fails, the connection is reset, counted as rejected and logged, and its slot and
 * descriptor are freed. One instance per listener; {@link #begin} is called on the listener's event
 * loop.
 */
public final class ConnectionSetup extends ChannelInitializer<Channel> {
  /**
   * How much output may be pending before a peer is no longer read from: more than one chunk, so
   * that an echo that the kernel takes at once never stops reading, and less than two.
   */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(SharedChunk.BYTES / 2, SharedChunk.BYTES / 2 * 3);

  private final ListenerIdentity identity;
  private final EchoContext context;
  private final Rejections rejections;
  private final List<ConnectionStep> steps;
  private final LastStep last;
  private final HeldMemory heldMemory = new HeldMemory();

  /**
   * @param steps between the socket and the echo, in the order in which received bytes pass them
   * @param last comes after them
   */
  public ConnectionSetup(
      ListenerIdentity identity,
      EchoContext context,
      Rejections rejections,
      List<ConnectionStep> steps,
      LastStep last) {
    this.identity = identity;
    this.context = context;
    this.rejections = rejections;
    this.steps = steps;
    this.last = last;
  }

  /**
   * Starts a connection on the next event loop.
   *
   * @param loops the event loops of the server
   * @param own the calling event loop
   */
  void begin(Channel connection, EventLoops loops, EventLoop own) {
    EventLoop loop = loops.group().next();
    last.accepted(connection);
    loops.giveMemory(connection);
    if (loop.inEventLoop()) {
      start(connection, own);
      return;
    }
    try {
      loop.execute(() -> start(connection, loop));
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // The loop has ended, and the server is about to end; or there is no memory for the task.
      start(connection, own);
    }
  }

  /** On the event loop that will serve it, where registration completes before the call returns. */
  private void start(Channel connection, EventLoop loop) {
    Throwable failure;
    try {
      connection.pipeline().addLast(this);
      ChannelFuture registration = loop.register(connection);
      if (registration.isSuccess()) {
        return;
      }
      failure = registration.cause();
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    abandon(
        connection, failure == null ? connection.attr(EpollWithoutRdhup.FAILURE).get() : failure);
  }

  @Override
  protected void initChannel(Channel connection) {
    setOptions(connection);
    ChannelPipeline pipeline = connection.pipeline();
    for (ConnectionStep step : steps) {
      step.install(connection, identity);
    }
    OpenConnection accepted = context.accepted(connection, identity);
    last.install(accepted);
    long maxBytes = context.limits().maxBytes();
    if (maxBytes > 0) {
      pipeline.addLast(new ByteLimit(accepted, maxBytes));
    }
    EchoHandler echo = new EchoHandler(context, accepted);
    pipeline.addLast(echo);
    if (pipeline.context(echo) == null) {
      throw new IllegalStateException("the echo could not be put in place");
    }
  }

  private void setOptions(Channel connection) {
    ChannelConfig config = connection.config();
    config.setWriteBufferWaterMark(WATER_MARK);
    config.setMessageSizeEstimator(heldMemory);
    config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    if (connection instanceof SocketChannel) {
      config.setOption(ChannelOption.TCP_NODELAY, true);
      config.setOption(ChannelOption.SO_KEEPALIVE, true);
    }
  }

  /** {@link #initChannel} has failed. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ours, Throwable cause) {
    abandon(ours.channel(), cause);
  }

  private void abandon(Channel connection, @Nullable Throwable failure) {
    Peer peer = identity.peers().of(connection);
    reset(connection);
    String name = identity.listener(connection);
    rejected(peer, name, failure);
  }

  /** Counts and logs a connection that was reset before it could begin. */
  void rejected(Peer peer, String listener, @Nullable Throwable failure) {
    rejections.rejected(peer, Rejection.SET_UP_FAILED);
    context
        .events()
        .failed(
            "a connection on "
                + listener
                + " was reset: setup failed: "
                + (failure == null
                    ? "the kernel would not watch its socket"
                    : FailureText.of(failure, Situation.SET_UP)));
  }

  /** Closes with an RST if possible, to tell the peer that nothing was echoed. */
  static void reset(Channel connection) {
    try {
      connection.config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (RuntimeException e) {
      // Then it closes with a FIN.
    }
    connection.unsafe().close(connection.unsafe().voidPromise());
  }

  /**
   * Counts output by the memory that it holds, not by the bytes in it: a large buffer may contain a
   * single byte.
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
