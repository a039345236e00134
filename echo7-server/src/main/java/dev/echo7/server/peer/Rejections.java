package dev.echo7.server.peer;

import dev.echo7.events.Peer;
import dev.echo7.events.Rejection;
import dev.echo7.events.ServerEvents;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the rejected connections of one server by reason, and notifies the events.
 *
 * <p>Safe for any thread.
 */
public final class Rejections {
  private final ServerEvents events;
  private final Map<Rejection, LongAdder> counts = new EnumMap<>(Rejection.class);

  public Rejections(ServerEvents events) {
    this.events = events;
    for (Rejection reason : Rejection.values()) {
      counts.put(reason, new LongAdder());
    }
  }

  public void rejected(Peer peer, Rejection reason) {
    counter(reason).increment();
    events.rejected(peer, reason);
  }

  public long count(Rejection reason) {
    return counter(reason).sum();
  }

  /** The count of every reason, including 0. */
  public Map<Rejection, Long> counts() {
    Map<Rejection, Long> all = new EnumMap<>(Rejection.class);
    counts.forEach((reason, count) -> all.put(reason, count.sum()));
    return all;
  }

  private LongAdder counter(Rejection reason) {
    LongAdder counter = counts.get(reason);
    if (counter == null) {
      throw new IllegalStateException("not counted: " + reason.name());
    }
    return counter;
  }
}
