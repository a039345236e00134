package dev.echo7.server.memory;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.internal.CleanableDirectBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The allocator for everything that the sockets of one server read and write. It counts every byte
 * that it has taken from the system, and fails at once at the limit of {@link DirectMemory}.
 *
 * <p>A general allocator cuts buffers out of chunks, and keeps a chunk while any of its buffers is
 * in use: the memory held may be a multiple of the memory used, so that a bound on one does not
 * bound the other. Here each buffer is a separate block, of one of a few sizes, and is returned to
 * the system by itself.
 *
 * <p>Event loops keep a few free buffers of each size, up to an eighth of the limit in total, so
 * that a read costs no system call, and return them when they end. Thread-safe.
 */
public final class CountedMemory extends AbstractByteBufAllocator
    implements ByteBufAllocatorMetricProvider, ByteBufAllocatorMetric {
  /** The size in bytes of the buffer into which an event loop reads. */
  static final int CHUNK_BYTES = 64 * 1024;

  /**
   * Buffer sizes in bytes; those above 1 KiB leave room for what TLS adds to a power of two. Larger
   * buffers than the last get their exact size.
   */
  private static final int[] SIZES = {
    256, 512, 1_280, 2_304, 4_352, 8_704, 17_408, 34_816, CHUNK_BYTES
  };

  private static final int KEPT_OF_A_SIZE = 32;

  /** The free buffers of the calling thread; an event loop belongs to one server. */
  private static final FastThreadLocal<FreeBuffers> FREE =
      new FastThreadLocal<>() {
        @Override
        protected void onRemoval(FreeBuffers ofEndedThread) {
          ofEndedThread.free();
        }
      };

  private final DirectMemory system;
  private final AtomicLong held = new AtomicLong();

  /** Shares the limit of this JVM with all other instances. */
  public CountedMemory() {
    this(DirectMemory.OF_THIS_JVM);
  }

  /**
   * Has a limit of its own.
   *
   * @param limitBytes at which the JVM would sleep
   */
  public CountedMemory(long limitBytes) {
    this(new DirectMemory(limitBytes));
  }

  private CountedMemory(DirectMemory system) {
    super(true);
    this.system = system;
  }

  /** The bytes that it has taken from the system, whether in use or kept for reuse. */
  public long heldBytes() {
    return held.get();
  }

  /** The bound above which peers with pending bytes are cut. */
  public long mostBytes() {
    return system.mostBytes();
  }

  /** Whether to do small reads, and only from peers without pending bytes. */
  public boolean isTight() {
    return system.isTight();
  }

  /** Whether to cut peers with pending bytes. */
  public boolean isOver() {
    return system.isOver();
  }

  /** Whether each event loop must free memory before it does anything else. */
  public boolean isSpent() {
    return system.isSpent();
  }

  /** Whether a buffer of this size could be allocated now. */
  boolean hasRoomFor(int bytes) {
    return system.hasRoomFor(bytes);
  }

  @Override
  protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
    int index = sizeIndex(initialCapacity);
    FreeBuffers free = index < SIZES.length ? freeBuffers() : null;
    CountedBuffer kept = free == null ? null : free.take(index);
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

  /** What all servers of this JVM hold. */
  @Override
  public long usedDirectMemory() {
    return system.heldBytes();
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
    CleanableDirectBuffer memory = system.take(bytes);
    held.addAndGet(bytes);
    return new Block(memory, this);
  }

  private void giveBack(CleanableDirectBuffer memory) {
    held.addAndGet(-memory.buffer().capacity());
    system.giveBack(memory);
  }

  /**
   * Takes back a released buffer: keeps it for reuse on our own event loops, frees it elsewhere.
   */
  void recycle(CountedBuffer buffer) {
    FreeBuffers free = FREE.getIfExists();
    if (free == null
        || free.owner != this
        || system.heldBytes() > system.mostKeptBytes()
        || !free.keep(buffer, sizeIndex(buffer.capacity()))) {
      buffer.free();
    }
  }

  private @Nullable FreeBuffers freeBuffers() {
    if (!(Thread.currentThread() instanceof FastThreadLocalThread)) {
      // Other threads may end without notice, and the buffers that they keep would leak.
      return null;
    }
    FreeBuffers known = FREE.getIfExists();
    if (known == null) {
      known = new FreeBuffers(this);
      FREE.set(known);
    }
    return known.owner == this ? known : null;
  }

  /** A block of the system's memory, counted while it is held. */
  private record Block(CleanableDirectBuffer memory, CountedMemory owner)
      implements CleanableDirectBuffer {
    @Override
    public ByteBuffer buffer() {
      return memory.buffer();
    }

    @Override
    public void clean() {
      owner.giveBack(memory);
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
    private final CountedMemory owner;
    private final Deque<CountedBuffer>[] ofSize = newDeques();

    FreeBuffers(CountedMemory owner) {
      this.owner = owner;
    }

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
