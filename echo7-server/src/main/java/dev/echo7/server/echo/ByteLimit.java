package dev.echo7.server.echo;

import dev.echo7.events.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Passes a limited number of bytes to the echo, then ends the connection; all of them are
 * delivered. The bytes after them are discarded.
 *
 * <p>Installed in front of the echo, if there is a limit. One instance per connection, on its event
 * loop.
 */
public final class ByteLimit extends ChannelInboundHandlerAdapter {
  private final OpenConnection connection;
  private long left;

  public ByteLimit(OpenConnection connection, long maxBytes) {
    this.connection = connection;
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
        connection.end(CloseReason.LIMIT);
      }
    } else {
      context.fireChannelRead(bytes);
    }
  }
}
