package dev.echo7.server.fault;

import dev.echo7.events.Connection;
import dev.echo7.events.FanOut;
import dev.echo7.events.FaultHit;
import dev.echo7.events.ServerEvents;
import dev.echo7.fault.FaultWord;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counts how often each fault acts. Any thread. */
public final class FaultTally implements ServerEvents {
  private final Map<String, LongAdder> byWord =
      Arrays.stream(FaultWord.values())
          .collect(Collectors.toUnmodifiableMap(FaultWord::toString, word -> new LongAdder()));

  /** Counts before others are told; only what may report faults needs it. */
  public ServerEvents besides(ServerEvents others) {
    return FanOut.to(List.of(this, others));
  }

  @Override
  public boolean wantsMessages() {
    return false;
  }

  @Override
  public void faulted(Connection connection, FaultHit hit) {
    count(hit);
  }

  @Override
  public void datagramFaulted(FaultHit hit) {
    count(hit);
  }

  private void count(FaultHit hit) {
    LongAdder count = byWord.get(hit.word());
    if (count == null) {
      throw new IllegalStateException("no word of a fault: " + hit.word());
    }
    count.increment();
  }

  /** The count of every word. */
  public Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    byWord.forEach((word, count) -> counts.put(word, count.sum()));
    return counts;
  }
}
