package dev.echo7.server;

import dev.echo7.events.CloseReason;
import dev.echo7.events.Connection;
import dev.echo7.events.Peer;
import dev.echo7.events.ServerEvents;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

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
 * <p>Everything runs on the connection's event loop; the methods of {@link Connection} may be
 * called from anywhere. Bytes are counted by the loop alone and read elsewhere with opaque access:
 * a count is never torn and never locked.
 */
final class EchoHandler extends ChannelInboundHandlerAdapter implements Connection {
  private static final VarHandle BYTES_IN;
  private static final VarHandle BYTES_OUT;

  static {
    try {
      MethodHandles.Lookup own = MethodHandles.lookup();
      BYTES_IN = own.findVarHandle(EchoHandler.class, "bytesIn", long.class);
      BYTES_OUT = own.findVarHandle(EchoHandler.class, "bytesOut", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long id;
  private final Channel channel;
  private final Peers peers;
  private final ConnectionTable table;
  private final ServerEvents events;
  private final long patienceNs;
  private final long openedAtNs = System.nanoTime();
  private final Activity activity = new Activity(openedAtNs);
  private final Ending ending = new Ending();
  private long bytesIn;
  private long bytesOut;
  private long bytesDiscarded;
  private boolean opened;
  private boolean inputEnded;
  private boolean discarding;
  private boolean ended;

  EchoHandler(Channel channel, Peers peers, Shared shared) {
    this.channel = channel;
    this.peers = peers;
    this.table = shared.table();
    this.events = shared.events();
    this.id = table.nextId();
    this.patienceNs = shared.limits().patience().toNanos();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    table.add(this);
  }

  /** The connection may begin: at once, or after its PROXY header or TLS handshake. */
  @Override
  public void channelActive(ChannelHandlerContext context) {
    opened = true;
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
    BYTES_IN.setOpaque(this, bytesIn + count);
    events.received(this, count);
    context.write(bytes, context.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
    countOutput();
  }

  /** A peer that does not read is not read from. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    context.flush();
    channel.config().setAutoRead(discarding || (channel.isWritable() && !inputEnded));
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
    ending.failed(cause);
    context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (opened) {
      boolean tls = context.pipeline().get(SslHandler.class) != null;
      events.closed(this, ending.closing(tls && bytesOut < bytesIn));
    }
    table.remove(this);
  }

  /** A limit is reached: it is ended with what it is owed, if it takes that. On the event loop. */
  void end(CloseReason why) {
    if (!ended) {
      ended = true;
      finish(why);
      new EndWatch(this, why, patienceNs).start();
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
              if (!opened || (why == CloseReason.IDLE && bytesIn != seenBytesIn)) {
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
    channel
        .eventLoop()
        .execute(
            () -> {
              countOutput();
              ending.weCut(why);
              if (opened) {
                // Not by way of TLS, which would wait until the peer takes its close_notify.
                channel.unsafe().close(channel.voidPromise());
              } else {
                channel.close();
              }
            });
    return channel.closeFuture();
  }

  private void shutdownOutput() {
    if (channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    }
  }

  /** Whether {@link #finish} was called. On the event loop. */
  boolean isFinished() {
    return discarding;
  }

  /** Bytes received, those thrown away included. On the event loop. */
  long bytesRead() {
    return bytesIn + bytesDiscarded;
  }

  Channel channel() {
    return channel;
  }

  /** Brings the count of bytes sent up to date, while some wait. Any thread. */
  void lookAtOutput() {
    channel.eventLoop().execute(this::countOutput);
  }

  Activity activity() {
    return activity;
  }

  /** Notes how much the kernel has taken: all, unless something waits. On the event loop. */
  private void countOutput() {
    long pending = PendingOutput.bytesIn(channel.unsafe().outboundBuffer());
    // What waits of a TLS stream are its records, which are longer than what is in them.
    if (pending >= 0 && bytesIn - pending > bytesOut) {
      BYTES_OUT.setOpaque(this, bytesIn - pending);
    }
  }

  /** The memory that holds what the kernel has not yet taken, in bytes; 0 if nothing is owed. */
  long bytesOwed() {
    ChannelOutboundBuffer output = channel.unsafe().outboundBuffer();
    return output == null ? 0 : output.totalPendingWriteBytes();
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public Peer peer() {
    return peers.of(channel);
  }

  @Override
  public long bytesIn() {
    return (long) BYTES_IN.getOpaque(this);
  }

  @Override
  public long bytesOut() {
    return (long) BYTES_OUT.getOpaque(this);
  }

  @Override
  public long lastActiveNs() {
    return activity.lastNs();
  }

  @Override
  public long openedAtNs() {
    return openedAtNs;
  }
}
