package dev.echo7.events;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

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

  /** Gives a line for each reason that occurred since the last collection. */
  void collect(Consumer<String> lines) {
    if (!waiting.getAndSet(false)) {
      return;
    }
    byReason.forEach((reason, count) -> collect(reason, count.sumThenReset(), lines));
  }

  private static void collect(DropReason reason, long dropped, Consumer<String> lines) {
    if (dropped > 0) {
      String noun = dropped == 1 ? " datagram: " : " datagrams: ";
      lines.accept("dropped " + dropped + noun + reason);
    }
  }
}
