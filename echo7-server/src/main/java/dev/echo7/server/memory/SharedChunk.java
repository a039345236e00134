package dev.echo7.server.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * The buffer into which all connections of an event loop read in turn, one read per event: what an
 * echo server in C does with its array.
 *
 * <p>The kernel usually takes an echo at once, and then the buffer is free again before the next
 * read. So no connection has a buffer of its own, a read is never short of room, and no size is
 * guessed. If the kernel does not take all of it, the echo keeps the buffer, and the next read gets
 * a new one, a small one while memory is tight. No connection reads twice in one event: the rest is
 * read at the next, after all others have had their turn.
 *
 * <p>For channels that read on request (epoll, NIO), not for those that are given buffers in
 * advance. One instance per event loop, used on it, and released when its thread ends.
 */
public final class SharedChunk implements RecvByteBufAllocator.ExtendedHandle {
  /** The most that one read takes. */
  public static final int BYTES = CountedMemory.CHUNK_BYTES;

  /** The same while memory is tight: then a peer that does not read holds no more than this. */
  static final int TIGHT_BYTES = 4 * 1024;

  private static final FastThreadLocal<SharedChunk> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected void onRemoval(SharedChunk ofEndedLoop) {
          ofEndedLoop.release();
        }
      };

  private final CountedMemory memory;
  private @Nullable ByteBuf chunk;
  private int chunkBytes;
  private int attempted;
  private int last;

  SharedChunk(CountedMemory memory) {
    this.memory = memory;
  }

  /**
   * Gives every connection the chunk of its event loop.
   *
   * @param memory of the server that the event loops belong to
   */
  public static RecvByteBufAllocator of(CountedMemory memory) {
    return new OfEventLoop(memory);
  }

  private record OfEventLoop(CountedMemory memory) implements RecvByteBufAllocator {
    @Override
    @SuppressWarnings("deprecation") // Netty's own allocators are made so
    public Handle newHandle() {
      SharedChunk known = OF_THREAD.getIfExists();
      if (known == null || known.memory != memory) {
        OF_THREAD.remove();
        known = new SharedChunk(memory);
        OF_THREAD.set(known);
      }
      return known;
    }
  }

  @Override
  public ByteBuf allocate(ByteBufAllocator unused) {
    int wanted = memory.isTight() ? TIGHT_BYTES : BYTES;
    ByteBuf free = chunk;
    if (free == null || free.refCnt() > 1 || (chunkBytes != wanted && memory.hasRoomFor(wanted))) {
      // Allocated before anything is changed, since this may fail.
      free = memory.directBuffer(wanted, wanted);
      release();
      chunk = free;
      chunkBytes = wanted;
    }
    return free.clear().retain();
  }

  /** Releases the buffer when the event loop ends. */
  void release() {
    if (chunk != null) {
      chunk.release();
      chunk = null;
    }
  }

  @Override
  public int guess() {
    return BYTES;
  }

  @Override
  public boolean continueReading() {
    return false;
  }

  @Override
  public boolean continueReading(UncheckedBooleanSupplier mayHaveMore) {
    return false;
  }

  @Override
  public void reset(ChannelConfig config) {
    // Nothing is learned from one event for the next; likewise below.
  }

  @Override
  public void incMessagesRead(int count) {
    // See reset.
  }

  @Override
  public void lastBytesRead(int bytes) {
    last = bytes;
  }

  @Override
  public int lastBytesRead() {
    return last;
  }

  @Override
  public void attemptedBytesRead(int bytes) {
    attempted = bytes;
  }

  @Override
  public int attemptedBytesRead() {
    return attempted;
  }

  @Override
  public void readComplete() {
    // See reset.
  }
}
