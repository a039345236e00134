package dev.echo7.log;

import dev.echo7.events.DropReason;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/**
 * Counts datagrams that got no reply, so that a flood of them costs the console one line a second.
 *
 * <p>Any thread counts; the console's thread collects.
 */
final class DropTally {
  private final Map<DropReason, LongAdder> byReason = new ConcurrentHashMap<>();
  private final AtomicBoolean waiting = new AtomicBoolean();

  /** Counts one; says whether it is the first since the last collection. */
  boolean count(DropReason reason) {
    byReason.computeIfAbsent(reason, r -> new LongAdder()).increment();
    return !waiting.getOpaque() && waiting.compareAndSet(false, true);
  }

  /** Gives the count of each reason that occurred since the last collection. */
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
