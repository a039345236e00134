package dev.echo7.server;

import dev.echo7.events.Datagram;
import dev.echo7.events.DropReason;
import dev.echo7.events.ServerEvents;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts datagrams on their way to whoever observes the server. Safe for any thread. */
final class DatagramTally implements ServerEvents {
  private final ServerEvents observer;
  private final LongAdder received = new LongAdder();
  private final Map<DropReason, LongAdder> dropped = new ConcurrentHashMap<>();

  DatagramTally(ServerEvents observer) {
    this.observer = observer;
  }

  @Override
  public void datagramReceived(Datagram datagram) {
    received.increment();
    observer.datagramReceived(datagram);
  }

  @Override
  public void datagramDropped(DropReason reason) {
    dropped.computeIfAbsent(reason, r -> new LongAdder()).increment();
    observer.datagramDropped(reason);
  }

  @Override
  public void failed(String problem) {
    observer.failed(problem);
  }

  DatagramCounts counts() {
    Map<DropReason, Long> byReason = new EnumMap<>(DropReason.class);
    dropped.forEach((reason, count) -> byReason.put(reason, count.sum()));
    return new DatagramCounts(received.sum(), byReason);
  }
}
