package dev.echo7.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/**
 * Keeps the bound of memory on the socket's side of TLS, where two ways lead around it.
 *
 * <p>A record that carries no data (a KeyUpdate that asks for an answer) makes Netty's TLS read on,
 * whatever backpressure says: here a read waits until what is owed has gone. And an engine wraps
 * each tiny record into a buffer that would hold a large one: here it gets one of its size. One
 * instance a connection, on its event loop.
 */
final class TlsSocketSide extends ChannelDuplexHandler {
  private static final int MOST_WASTE = 2;

  private boolean readWithheld;

  @Override
  public void read(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
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
    ByteBuf small = context.alloc().directBuffer(size, size).writeBytes(bytes);
    bytes.release();
    return small;
  }
}
