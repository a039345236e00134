package dev.echo7.measure;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;

/**
 * How long this process stood still to collect garbage: time in which it could neither send nor
 * notice a reply.
 *
 * <p>Any thread. Costs nothing while there is no collection: a canary tells that, and only after
 * its death the beans are asked, which take longer to load than a short run takes.
 */
public final class GcPauses {
  private final WeakReference<Object> canary = new WeakReference<>(new Object());

  /**
   * Pauses so far.
   *
   * @param count how many
   * @param totalMs all together
   */
  public record Total(long count, long totalMs) {
    /** There was none. */
    public static final Total NONE = new Total(0, 0);

    /** Those of two processes. */
    public Total plus(Total other) {
      return new Total(count + other.count, totalMs + other.totalMs);
    }

    /** Those since an earlier look. */
    public Total since(Total earlier) {
      return new Total(count - earlier.count, totalMs - earlier.totalMs);
    }
  }

  /** All pauses of this process, if there was one since this object was made; else none. */
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
