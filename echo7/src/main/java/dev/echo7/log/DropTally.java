package dev.echo7.log;

import dev.echo7.events.DropReason;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/**
 * Counts dropped datagrams, so that a flood of them costs the log one line per second.
 *
 * <p>Any thread counts; the log's thread collects.
 */
final class DropTally {
  private final Map<DropReason, LongAdder> byReason = new ConcurrentHashMap<>();
  private final AtomicBoolean waiting = new AtomicBoolean();

  /** Counts one; returns whether it is the first since the last collection. */
  boolean count(DropReason reason) {
    byReason.computeIfAbsent(reason, r -> new LongAdder()).increment();
    return !waiting.getOpaque() && waiting.compareAndSet(false, true);
  }

  /** Returns the count of each reason that occurred since the last collection. */
  void collect(ObjLongConsumer<DropReason> counts) {
    if (!waiting.getAndSet(false)) {
      return;
    }
    byReason.forEach(
        (reason, count) -> {
          long dropped = count.sumThenReset();
          if (dropped > 0) {
            counts.accept(reason, dropped);
          }
        });
  }
}
