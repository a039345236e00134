package dev.echo7.measure;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;

/**
 * How long this process was paused by the garbage collector, unable to send or to notice a reply.
 *
 * <p>Any thread. Costs nothing until the first collection, which clears a weak reference; only then
 * are the management beans loaded, which can take longer than a short run.
 */
public final class GcPauses {
  private final WeakReference<Object> canary = new WeakReference<>(new Object());

  /**
   * Pauses so far.
   *
   * @param count of pauses
   * @param totalMs their total length
   */
  public record Total(long count, long totalMs) {
    /** No pauses. */
    public static final Total NONE = new Total(0, 0);

    /** The pauses of two processes together. */
    public Total plus(Total other) {
      return new Total(count + other.count, totalMs + other.totalMs);
    }

    /** The pauses since an earlier total. */
    public Total since(Total earlier) {
      return new Total(count - earlier.count, totalMs - earlier.totalMs);
    }
  }

  /** All pauses of this process, if there was one since this object was created; else none. */
  public Total total() {
    if (canary.get() != null) {
      return Total.NONE;
    }
    long count = 0;
    long totalMs = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      count += Math.max(0, collector.getCollectionCount());
      totalMs += Math.max(0, collector.getCollectionTime());
    }
    return new Total(count, totalMs);
  }
}
