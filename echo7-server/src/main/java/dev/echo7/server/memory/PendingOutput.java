package dev.echo7.server.memory;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/** Counts the bytes that were flushed and that the kernel has not yet taken. */
public final class PendingOutput implements ChannelOutboundBuffer.MessageProcessor {
  private long bytes;

  private PendingOutput() {}

  /**
   * Counts the pending bytes of a channel, by walking its pending buffers: usually none, at most a
   * few hundred. On the channel's event loop.
   *
   * @param output null once the channel is closed
   * @return -1 if the channel is closed
   */
  public static long bytesIn(@Nullable ChannelOutboundBuffer output) {
    if (output == null) {
      return -1;
    }
    if (output.totalPendingWriteBytes() == 0) {
      return 0;
    }
    PendingOutput pending = new PendingOutput();
    try {
      output.forEachFlushedMessage(pending);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return pending.bytes;
  }

  @Override
  public boolean processMessage(Object message) {
    if (message instanceof ByteBuf buffer) {
      bytes += buffer.readableBytes();
    }
    return true;
  }
}
