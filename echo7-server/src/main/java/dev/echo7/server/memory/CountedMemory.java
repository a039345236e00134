package dev.echo7.server.memory;

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
 * The allocator for everything that the sockets of a server read and write. It counts every byte
 * that it has taken from the system, and fails at once at its limit.
 *
 * <p>At the JVM's own limit for direct memory, {@link ByteBuffer#allocateDirect} collects garbage
 * and sleeps for up to half a second before it fails. On an event loop that stops all its
 * connections, so the limit here is lower. A general allocator cuts buffers out of chunks, and
 * keeps a chunk while any of its buffers is in use: the memory held may be a multiple of the memory
 * used, so that a bound on one does not bound the other. Here each buffer is a separate block, of
 * one of a few sizes, and is returned to the system by itself.
 *
 * <pre>
 *   held  0 ......... 1/4 ............. 1/2 ............. 3/4 ............. 7/8 ......... 1
 *         normal      tight             over              spent             refused       the JVM
 *                     reads are small;  the longest-idle  each event loop   no more       sleeps:
 *                     no reads from     peers are cut     cuts its own      memory        never
 *                     pending peers                       as well                         reached
 * </pre>
 *
 * <p>Event loops keep a few free buffers of each size, up to an eighth of the limit in total, so
 * that a read costs no system call. Thread-safe.
 */
public final class CountedMemory extends AbstractByteBufAllocator
    implements ByteBufAllocatorMetricProvider, ByteBufAllocatorMetric {
  /** One instance for the whole process, like the JVM's limit. */
  public static final CountedMemory OF_THIS_PROCESS =
      new CountedMemory(PlatformDependent.maxDirectMemory());

  /**
   * Buffer sizes in bytes; those above 1 KiB leave room for what TLS adds to a power of two. Larger
   * buffers than the last get their exact size.
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
  public CountedMemory(long limitBytes) {
    super(true);
    this.limitBytes = limitBytes;
  }

  /** The bytes taken from the system, whether in use or kept for reuse. */
  public long heldBytes() {
    return held.get();
  }

  /** The bound above which peers with pending bytes are cut. */
  public long mostBytes() {
    return limitBytes / 2;
  }

  /** Whether to do small reads, and only from peers without pending bytes. */
  public boolean isTight() {
    return held.get() > limitBytes / 4;
  }

  /** Whether to cut peers with pending bytes. */
  public boolean isOver() {
    return held.get() > mostBytes();
  }

  /** Whether each event loop must free memory before it does anything else. */
  public boolean isSpent() {
    return held.get() > limitBytes / 4 * 3;
  }

  /** Whether a buffer of this size could be allocated now. */
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

  /** The memory that a buffer of this capacity gets. */
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
   * Takes memory from the system; {@link CleanableDirectBuffer#clean} returns it.
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

  /** Takes back a released buffer: kept for reuse if this thread keeps any, else freed. */
  void recycle(CountedBuffer buffer) {
    FreeBuffers ofThread = free.getIfExists();
    if (ofThread == null
        || held.get() > limitBytes / 8
        || !ofThread.keep(buffer, sizeIndex(buffer.capacity()))) {
      buffer.free();
    }
  }

  private FreeBuffers freeBuffers() {
    // Other threads may end without notice, and the buffers that they keep would leak.
    return Thread.currentThread() instanceof FastThreadLocalThread ? free.get() : FreeBuffers.NONE;
  }

  /** A block of the system's memory, counted while it is held. */
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

  /** The free buffers that one thread keeps for reuse. */
  private static final class FreeBuffers {
    /** For threads that keep none: always empty. */
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
