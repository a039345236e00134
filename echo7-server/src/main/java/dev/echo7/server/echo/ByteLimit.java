package dev.echo7.server.echo;

import dev.echo7.events.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Lets so many bytes through to the echo and not one more; then the connection is ended, with all
 * of them delivered. What comes after them is thrown away.
 *
 * <p>In front of the echo, where there is a limit. One instance a connection, on its event loop.
 */
public final class ByteLimit extends ChannelInboundHandlerAdapter {
  private final EchoHandler echo;
  private long left;

  public ByteLimit(EchoHandler echo, long maxBytes) {
    this.echo = echo;
    this.left = maxBytes;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (left > 0) {
      if (bytes.readableBytes() > left) {
        bytes.writerIndex(bytes.readerIndex() + (int) left);
      }
      left -= bytes.readableBytes();
      context.fireChannelRead(bytes);
      if (left == 0) {
        echo.end(CloseReason.LIMIT);
      }
    } else {
      context.fireChannelRead(bytes);
    }
  }
}
