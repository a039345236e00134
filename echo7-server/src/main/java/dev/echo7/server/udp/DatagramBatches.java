package dev.echo7.server.udp;

import dev.echo7.net.UdpLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * Memory into which recvmmsg(2) puts several datagrams at once: one buffer that all sockets of an
 * event loop use in turn, instead of a megabyte for each read.
 *
 * <p>While the kernel does not take some reply, that buffer is in use; reads get small ones then,
 * one datagram each. So what is held stays in proportion to what waits. Used on one event loop;
 * {@link #release} at its end.
 */
final class DatagramBatches extends DefaultMaxMessagesRecvByteBufAllocator {
  /** What one read takes at most. */
  static final int DATAGRAMS = 32;

  private final ByteBuf batch;

  DatagramBatches(ByteBufAllocator allocator) {
    this.batch = allocator.directBuffer(DATAGRAMS * UdpLimits.MAX_DATAGRAM);
  }

  @Override
  @SuppressWarnings("deprecation") // Netty's own allocators are made so
  public Handle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public int guess() {
        return UdpLimits.MAX_DATAGRAM;
      }

      @Override
      public ByteBuf allocate(ByteBufAllocator allocator) {
        if (batch.refCnt() == 1) {
          return batch.clear().retain();
        }
        return allocator.directBuffer(UdpLimits.MAX_DATAGRAM);
      }
    };
  }

  void release() {
    batch.release();
  }
}
