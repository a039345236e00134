package dev.echo7.server.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.util.internal.CleanableDirectBuffer;

/**
 * A buffer of {@link CountedMemory}. It has at least the capacity asked for, never shrinks, and on
 * release is returned whole for reuse.
 */
final class CountedBuffer extends UnpooledDirectByteBuf {
  private final CountedMemory owner;
  private final CleanableDirectBuffer first;
  private boolean outgrown;

  CountedBuffer(CountedMemory owner, CleanableDirectBuffer memory) {
    super(owner, memory.buffer(), Integer.MAX_VALUE);
    this.owner = owner;
    this.first = memory;
  }

  /** Resets it for use. It must be new or released. */
  CountedBuffer reuse(int maxCapacity) {
    resetRefCnt();
    maxCapacity(maxCapacity);
    setIndex(0, 0);
    return this;
  }

  @Override
  public ByteBuf capacity(int newCapacity) {
    if (newCapacity <= capacity()) {
      trimIndicesToCapacity(newCapacity);
      return this;
    }
    super.capacity(newCapacity);
    if (!outgrown) {
      // The superclass frees what is allocated later.
      outgrown = true;
      first.clean();
    }
    return this;
  }

  @Override
  protected CleanableDirectBuffer allocateDirectBuffer(int capacity) {
    return owner.obtain(CountedMemory.roundedUp(capacity));
  }

  @Override
  protected void deallocate() {
    if (outgrown) {
      super.deallocate();
    } else {
      owner.recycle(this);
    }
  }

  /** Returns the memory of a released buffer to the system; it cannot be reused. */
  void free() {
    first.clean();
  }
}
