package dev.echo7.server;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.internal.CleanableDirectBuffer;
import io.netty.util.internal.PlatformDependent;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The allocator of everything that the sockets of a server read and write. It counts every byte
 * that it holds of the system, and at its limit it refuses at once.
 *
 * <p>At the JVM's own limit of direct memory, {@link ByteBuffer#allocateDirect} collects garbage
 * and sleeps for up to half a second before it fails. On an event loop that stops all its
 * connections, so the limit here is lower. A general allocator cuts buffers out of chunks, and a
 * chunk stays while one buffer of it is in use: the memory held is then a multiple of the memory
 * used, and no bound on the one bounds the other. Here each buffer is memory of its own, of one of
 * a few sizes, and goes back to the system alone.
 *
 * <pre>
 *   held  0 ......... 1/4 ............. 1/2 ............. 3/4 ............. 7/8 ......... 1
 *         normal      tight             over              spent             refused       the JVM
 *                     reads are small;  the longest-idle  each event loop   no more       sleeps:
 *                     no reads from     peers are cut     cuts its own      memory        never
 *                     pending peers                       as well                         reached
 * </pre>
 *
 * <p>Event loops keep a few free buffers of each size, up to an eighth of the limit in all, so that
 * a read costs no system call. Safe for any thread.
 */
final class CountedMemory extends AbstractByteBufAllocator
    implements ByteBufAllocatorMetricProvider, ByteBufAllocatorMetric {
  /** One for the whole process, as the JVM's limit is. */
  static final CountedMemory OF_THIS_PROCESS =
      new CountedMemory(PlatformDependent.maxDirectMemory());

  /**
   * Sizes of buffers in bytes: those above 1 KiB leave room for what TLS adds to a power of two.
   * What is larger than the last is made of its exact size.
   */
  private static final int[] SIZES = {
    256, 512, 1_280, 2_304, 4_352, 8_704, 17_408, 34_816, SharedChunk.BYTES
  };

  private static final int KEPT_OF_A_SIZE = 32;

  private final long limitBytes;
  private final AtomicLong held = new AtomicLong();

  private final FastThreadLocal<FreeBuffers> free =
      new FastThreadLocal<>() {
        @Override
        protected FreeBuffers initialValue() {
          return new FreeBuffers();
        }

        @Override
        protected void onRemoval(FreeBuffers ofEndedThread) {
          ofEndedThread.free();
        }
      };

  /**
   * @param limitBytes where the JVM would sleep
   */
  CountedMemory(long limitBytes) {
    super(true);
    this.limitBytes = limitBytes;
  }

  /** How much of the system's memory is held, in bytes, in use or kept for the next use. */
  long heldBytes() {
    return held.get();
  }

  /** From here on peers with pending bytes are cut. */
  long mostBytes() {
    return limitBytes / 2;
  }

  /** Whether to read little, and only from peers that have nothing pending. */
  boolean isTight() {
    return held.get() > limitBytes / 4;
  }

  /** Whether to cut peers that have bytes pending. */
  boolean isOver() {
    return held.get() > mostBytes();
  }

  /** Whether this event loop must give memory back before it does anything else. */
  boolean isSpent() {
    return held.get() > limitBytes / 4 * 3;
  }

  /** Whether a buffer of so many bytes would not be refused now. */
  boolean hasRoomFor(int bytes) {
    return held.get() + bytes <= mostEver();
  }

  private long mostEver() {
    return limitBytes / 8 * 7;
  }

  @Override
  protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
    int index = sizeIndex(initialCapacity);
    CountedBuffer kept = index < SIZES.length ? freeBuffers().take(index) : null;
    if (kept == null) {
      kept = new CountedBuffer(this, obtain(roundedUp(initialCapacity)));
    }
    return toLeakAwareBuffer(kept.reuse(maxCapacity));
  }

  @Override
  protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
    return UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
  }

  @Override
  public boolean isDirectBufferPooled() {
    return true;
  }

  @Override
  public ByteBufAllocatorMetric metric() {
    return this;
  }

  @Override
  public long usedDirectMemory() {
    return heldBytes();
  }

  @Override
  public long usedHeapMemory() {
    return UnpooledByteBufAllocator.DEFAULT.metric().usedHeapMemory();
  }

  /** How much memory a buffer with this capacity gets. */
  static int roundedUp(int bytes) {
    int index = sizeIndex(bytes);
    return index < SIZES.length ? SIZES[index] : bytes;
  }

  private static int sizeIndex(int bytes) {
    int index = 0;
    while (index < SIZES.length && SIZES[index] < bytes) {
      index++;
    }
    return index;
  }

  /**
   * Memory of the system, which {@link CleanableDirectBuffer#clean} gives back.
   *
   * @throws MemoryRefused at the limit, at once
   */
  CleanableDirectBuffer obtain(int bytes) {
    if (held.addAndGet(bytes) > mostEver()) {
      held.addAndGet(-bytes);
      throw new MemoryRefused();
    }
    try {
      return new Block(PlatformDependent.allocateDirect(bytes, true), held);
    } catch (Throwable e) {
      held.addAndGet(-bytes);
      throw e;
    }
  }

  /** A buffer that nobody uses any more: kept for the next use, if this thread keeps any. */
  void recycle(CountedBuffer buffer) {
    FreeBuffers ofThread = free.getIfExists();
    if (ofThread == null
        || held.get() > limitBytes / 8
        || !ofThread.keep(buffer, sizeIndex(buffer.capacity()))) {
      buffer.free();
    }
  }

  private FreeBuffers freeBuffers() {
    // Others may end without telling us, and what they keep would be lost.
    return Thread.currentThread() instanceof FastThreadLocalThread ? free.get() : FreeBuffers.NONE;
  }

  /** A piece of the system's memory, counted while it is held. */
  private record Block(CleanableDirectBuffer memory, AtomicLong held)
      implements CleanableDirectBuffer {
    @Override
    public ByteBuffer buffer() {
      return memory.buffer();
    }

    @Override
    public void clean() {
      int bytes = memory.buffer().capacity();
      memory.clean();
      held.addAndGet(-bytes);
    }

    @Override
    public boolean hasMemoryAddress() {
      return memory.hasMemoryAddress();
    }

    @Override
    public long memoryAddress() {
      return memory.memoryAddress();
    }
  }

  /** What one thread keeps for its next use. */
  private static final class FreeBuffers {
    /** Of threads that keep nothing: always empty. */
    private static final FreeBuffers NONE = new FreeBuffers();

    private final Deque<CountedBuffer>[] ofSize = newDeques();

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Deque<CountedBuffer>[] newDeques() {
      Deque<CountedBuffer>[] deques = new Deque[SIZES.length];
      for (int i = 0; i < deques.length; i++) {
        deques[i] = new ArrayDeque<>(KEPT_OF_A_SIZE);
      }
      return deques;
    }

    @Nullable CountedBuffer take(int index) {
      return ofSize[index].pollLast();
    }

    boolean keep(CountedBuffer buffer, int index) {
      if (index == SIZES.length || ofSize[index].size() == KEPT_OF_A_SIZE) {
        return false;
      }
      ofSize[index].addLast(buffer);
      return true;
    }

    void free() {
      for (Deque<CountedBuffer> buffers : ofSize) {
        buffers.forEach(CountedBuffer::free);
        buffers.clear();
      }
    }
  }
}
