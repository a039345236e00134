package dev.echo7.server.memory;

import io.netty.util.internal.CleanableDirectBuffer;
import io.netty.util.internal.PlatformDependent;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The direct memory that all servers of a JVM hold together, and how close that is to the limit.
 *
 * <p>At the JVM's own limit, {@link ByteBuffer#allocateDirect} collects garbage and sleeps for up
 * to half a second before it fails. On an event loop that stops all its connections, so the limit
 * here is lower.
 *
 * <pre>
 *   held  0 ......... 1/4 ............. 1/2 ............. 3/4 ............. 7/8 ......... 1
 *         normal      tight             over              spent             refused       the JVM
 *                     reads are small;  the longest-idle  each event loop   no more       sleeps:
 *                     no reads from     peers are cut     cuts its own      memory        never
 *                     pending peers                       as well                         reached
 * </pre>
 *
 * <p>Thread-safe.
 */
final class DirectMemory {
  /** One count for all servers, since the JVM has one limit for them all. */
  static final DirectMemory OF_THIS_JVM = new DirectMemory(PlatformDependent.maxDirectMemory());

  private final long limitBytes;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param limitBytes at which the JVM would sleep
   */
  DirectMemory(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** The bytes taken from the system, whether in use or kept for reuse. */
  long heldBytes() {
    return held.get();
  }

  /** The bound on the memory kept for reuse. */
  long mostKeptBytes() {
    return limitBytes / 8;
  }

  /** The bound above which peers with pending bytes are cut. */
  long mostBytes() {
    return limitBytes / 2;
  }

  boolean isTight() {
    return held.get() > limitBytes / 4;
  }

  boolean isOver() {
    return held.get() > mostBytes();
  }

  boolean isSpent() {
    return held.get() > limitBytes / 4 * 3;
  }

  boolean hasRoomFor(int bytes) {
    return held.get() + bytes <= mostEver();
  }

  private long mostEver() {
    return limitBytes / 8 * 7;
  }

  /**
   * Takes memory from the system.
   *
   * @throws MemoryRefused at the limit, at once
   */
  CleanableDirectBuffer take(int bytes) {
    if (held.addAndGet(bytes) > mostEver()) {
      held.addAndGet(-bytes);
      throw new MemoryRefused();
    }
    try {
      return PlatformDependent.allocateDirect(bytes, true);
    } catch (Throwable e) {
      held.addAndGet(-bytes);
      throw e;
    }
  }

  /** Returns memory to the system. */
  void giveBack(CleanableDirectBuffer memory) {
    int bytes = memory.buffer().capacity();
    memory.clean();
    held.addAndGet(-bytes);
  }
}
