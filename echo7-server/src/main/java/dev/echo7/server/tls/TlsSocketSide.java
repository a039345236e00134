package dev.echo7.server.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Sits between the socket and TLS, and fixes two problems of Netty's TLS handler.
 *
 * <p>The memory bound: a record without data (a KeyUpdate that asks for an answer) makes Netty's
 * TLS read on despite backpressure; here the read waits until the pending output is written. And an
 * engine wraps each tiny record into a buffer for a large one; here it is copied into one of its
 * size.
 *
 * <p>The last alert: closing a socket with unread input resets the connection, and the reset
 * destroys the alert. So after a TLS failure only our half is closed, and further input is
 * discarded until the peer closes its half or {@link #ALERT_PATIENCE_MS} have passed.
 *
 * <p>One instance per connection, on its event loop.
 */
final class TlsSocketSide extends ChannelDuplexHandler {
  /** Enough for an alert that is lost once on a slow path; too short to occupy connection slots. */
  static final long ALERT_PATIENCE_MS = 2_000;

  private static final int MOST_WASTE = 2;

  private boolean readWithheld;
  private boolean lingering;

  @Override
  public void read(ChannelHandlerContext context) {
    if (lingering || context.channel().isWritable()) {
      context.read();
    } else {
      readWithheld = true;
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (readWithheld && context.channel().isWritable()) {
      readWithheld = false;
      context.read();
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    context.write(message instanceof ByteBuf bytes ? trimmed(context, bytes) : message, promise);
  }

  private static ByteBuf trimmed(ChannelHandlerContext context, ByteBuf bytes) {
    int size = bytes.readableBytes();
    if (bytes.capacity() <= MOST_WASTE * size) {
      return bytes;
    }
    ByteBuf small;
    try {
      small = context.alloc().directBuffer(size, size).writeBytes(bytes);
    } catch (OutOfMemoryError e) {
      // What holds it now is there already, and has to be sent or released.
      return bytes;
    }
    bytes.release();
    return small;
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (lingering) {
      context.channel().closeFuture().addListener(closed -> promise.trySuccess());
    } else if (mayOweAnAlert(context)
        && context.channel() instanceof DuplexChannel socket
        && socket.isActive()
        && !socket.isInputShutdown()) {
      socket.closeFuture().addListener(closed -> promise.trySuccess());
      linger(context, socket);
    } else {
      context.close(promise);
    }
  }

  /** Whether TLS has failed: in the handshake, or later by an end without close_notify. */
  private static boolean mayOweAnAlert(ChannelHandlerContext context) {
    SslHandler tls = context.pipeline().get(SslHandler.class);
    return tls != null
        && (tls.handshakeFuture().cause() != null
            || (tls.engine().isInboundDone() && !tls.sslCloseFuture().isSuccess()));
  }

  private void linger(ChannelHandlerContext context, DuplexChannel socket) {
    lingering = true;
    Future<?> end =
        context
            .executor()
            .schedule(() -> context.close(), ALERT_PATIENCE_MS, TimeUnit.MILLISECONDS);
    Channel channel = context.channel();
    channel.closeFuture().addListener(closed -> end.cancel(false));
    context
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            alert -> {
              if (alert.isSuccess()) {
                socket.shutdownOutput();
              } else {
                context.close();
              }
            });
    channel.config().setAutoRead(true);
    context.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (lingering) {
      ReferenceCountUtil.release(message);
    } else {
      context.fireChannelRead(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!lingering) {
      context.fireUserEventTriggered(event);
    } else if (event == ChannelInputShutdownEvent.INSTANCE) {
      context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (lingering) {
      context.close();
    } else {
      context.fireExceptionCaught(cause);
    }
  }
}
