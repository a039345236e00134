package dev.echo7.log;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/**
 * Counts what happens to datagrams, so that a flood of them costs the log one line per second.
 *
 * <p>Any thread counts; the log's thread collects.
 *
 * @param <K> what is counted: one of a few
 */
final class Tally<K> {
  private final Map<K, LongAdder> byKind = new ConcurrentHashMap<>();
  private final AtomicBoolean waiting = new AtomicBoolean();

  /** Counts one; returns whether it is the first since the last collection. */
  boolean count(K kind) {
    byKind.computeIfAbsent(kind, k -> new LongAdder()).increment();
    return !waiting.getOpaque() && waiting.compareAndSet(false, true);
  }

  /** Returns the count of each kind that occurred since the last collection. */
  void collect(ObjLongConsumer<K> counts) {
    if (!waiting.getAndSet(false)) {
      return;
    }
    byKind.forEach(
        (kind, count) -> {
          long since = count.sumThenReset();
          if (since > 0) {
            counts.accept(kind, since);
          }
        });
  }
}
