package dev.echo7.server.echo;

import dev.echo7.events.CloseReason;
import dev.echo7.events.Closing;
import dev.echo7.events.ServerEvents;
import dev.echo7.server.netty.NioPoll;
import dev.echo7.server.peer.ListenerIdentity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;

/**
 * The central path: the lecture's {@code echo(connfd)}, one instance a connection.
 *
 * <pre>
 *             bytes / write, flush
 *                  +----+
 *                  v    |      output full           +--------+
 *   accepted --> ECHOING --------------------------> | PAUSED |  not read from
 *                  |  ^  <-------------------------- +--------+
 *                  |  |        output drained
 *     peer's FIN   |  |
 *                  v      drain, nothing owed
 *              FLUSHING   ECHOING ---> DISCARDING  our FIN is out, theirs awaited
 *                  |                       |
 *   all delivered  |      peer's FIN, or   |
 *   (our FIN)      |      out of patience  |
 *                  v                       v
 *                CLOSED <------------------+------- error, reset: from anywhere, at once
 * </pre>
 *
 * <p>Everything runs on the connection's event loop, but for what observers ask.
 */
public final class EchoHandler extends ObservedConnection {
  private final Channel channel;
  private final EchoContext shared;
  private final ServerEvents events;
  private final Ending ending = new Ending();
  private long bytesDiscarded;
  private volatile boolean opened;
  private boolean inputEnded;
  private boolean discarding;
  private boolean ended;
  private boolean cutShort;
  private volatile boolean cutForMemory;

  public EchoHandler(Channel channel, ListenerIdentity identity, EchoContext shared) {
    super(shared.table().nextId(), channel, identity);
    this.channel = channel;
    this.shared = shared;
    this.events = shared.events();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    shared.table().add(this);
  }

  /** The connection may begin: at once, or after its PROXY header or TLS handshake. */
  @Override
  public void channelActive(ChannelHandlerContext context) {
    opened = true;
    shared.totals().opened(this);
    events.opened(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (discarding) {
      bytesDiscarded += bytes.readableBytes();
      bytes.release();
      return;
    }
    int count = bytes.readableBytes();
    countRead(count);
    events.received(this, count);
    context.write(bytes, context.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
    countOutput();
    if (shared.budget().isTight()) {
      readNoMoreWhileOwing(context);
      shared.budget().relieve(channel.eventLoop());
    }
  }

  /** While memory is tight, a peer is read from again only when nothing is pending for it. */
  private void readNoMoreWhileOwing(ChannelHandlerContext context) {
    if (bytesOwed() > 0 && channel.config().isAutoRead()) {
      channel.config().setAutoRead(false);
      context
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(
              taken -> {
                if (taken.isSuccess()) {
                  readIfAllowed();
                }
              });
    }
  }

  /** A peer that does not read is not read from. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    context.flush();
    readIfAllowed();
  }

  private void readIfAllowed() {
    channel.config().setAutoRead(discarding || (channel.isWritable() && !inputEnded));
  }

  /** Checks whether a silent connection has input that the transport has missed. Any thread. */
  void poll() {
    if (opened && bytesOwed() == 0) {
      NioPoll.poll(channel, this::readIfAllowed);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded = true;
      ending.peerEnded();
      if (discarding && channel instanceof DuplexChannel socket && !socket.isInputShutdown()) {
        // An end of TLS and no FIN yet: to close on bytes behind it would reset our last ones.
        return;
      }
      channel.config().setAutoRead(false);
      context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(this::flushedToTheEnd);
    }
  }

  private void flushedToTheEnd(Future<?> flush) {
    Throwable failure = flush.cause();
    if (failure == null) {
      countOutput();
    } else {
      ending.failed(failure);
    }
    channel.close();
  }

  /** A reset, or no memory for a read: the connection cannot go on, all others can. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      cutForMemory();
      return;
    }
    ending.failed(cause);
    channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (opened) {
      if (bytesOut() < bytesIn()) {
        countCutShort();
      }
      boolean tls = context.pipeline().get(SslHandler.class) != null;
      Closing closing = ending.closing(tls && bytesOut() < bytesIn());
      events.closed(this, closing);
      shared.totals().closed(this, closing.reason());
    } else {
      shared.table().remove(this);
    }
  }

  /** An operator wants it gone. Any thread; returns before it is done. */
  public void kill() {
    channel.eventLoop().execute(() -> end(CloseReason.KILLED));
  }

  /** A limit is reached: it is ended with what it is owed, if it takes that. On the event loop. */
  void end(CloseReason why) {
    if (!ended) {
      ended = true;
      finish(why);
      new HalfCloseWatch(this, why, shared.limits().patience().toNanos()).start();
    }
  }

  /**
   * It has been idle, or open, for too long. Any thread.
   *
   * @param seenBytesIn at the look that found it so: an idle one may have moved since
   */
  void expire(CloseReason why, long seenBytesIn) {
    channel
        .eventLoop()
        .execute(
            () -> {
              if (!opened || (why == CloseReason.IDLE && bytesIn() != seenBytesIn)) {
                return;
              }
              if (why == CloseReason.IDLE && bytesOwed() > 0) {
                cut(why);
              } else {
                end(why);
              }
            });
  }

  /**
   * Ends our side: what is owed goes out, then our FIN, and whatever the peer still sends is thrown
   * away. One that waits for its PROXY header has no echo to lose; one whose peer has ended is on
   * its way already. On the event loop.
   */
  void finish(CloseReason why) {
    if (inputEnded) {
      return;
    }
    ending.weEnd(why);
    countOutput();
    discarding = true;
    if (!opened) {
      channel.close();
      return;
    }
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    Future<?> delivered =
        tls == null ? channel.writeAndFlush(Unpooled.EMPTY_BUFFER) : tls.closeOutbound();
    delivered.addListener(
        done -> {
          countOutput();
          shutdownOutput();
        });
  }

  /** Ends the connection at once, whatever is owed. Any thread; returns before it is done. */
  ChannelFuture cut(CloseReason why) {
    channel.eventLoop().execute(() -> cutNow(why));
    return channel.closeFuture();
  }

  private void cutNow(CloseReason why) {
    countOutput();
    lookLast();
    ending.weCut(why);
    if (channel.isOpen()) {
      countCutShort();
    }
    if (opened) {
      // Not through TLS, which would wait until the peer has read its close_notify.
      channel.unsafe().close(channel.voidPromise());
    } else {
      channel.close();
    }
  }

  /**
   * Cuts the connection to free its memory. Any thread; done on return if that is its event loop.
   */
  void cutForMemory() {
    cutForMemory = true;
    if (channel.eventLoop().inEventLoop()) {
      cutForMemoryNow();
    } else {
      channel.eventLoop().execute(this::cutForMemoryNow);
    }
  }

  private void cutForMemoryNow() {
    lingerNot();
    cutNow(CloseReason.MEMORY);
    // Also in the middle of a TLS handshake, without an alert.
    channel.unsafe().close(channel.voidPromise());
  }

  /** Whether {@link #cutForMemory} was called. Any thread. */
  boolean isCutForMemory() {
    return cutForMemory;
  }

  private void countCutShort() {
    if (!cutShort) {
      cutShort = true;
      shared.table().countCutShort();
    }
  }

  /** The same, with an RST where there is one. */
  public void reset(CloseReason why) {
    channel.eventLoop().execute(this::lingerNot);
    cut(why);
  }

  private void lingerNot() {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
  }

  private void shutdownOutput() {
    if (channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    }
  }

  /** Whether it may begin has been decided: yes. Any thread. */
  public boolean hasBegun() {
    return opened;
  }

  /** Whether {@link #finish} was called. On the event loop. */
  boolean isFinished() {
    return discarding;
  }

  /** Bytes received, those thrown away included. On the event loop. */
  long bytesRead() {
    return bytesIn() + bytesDiscarded;
  }
}
