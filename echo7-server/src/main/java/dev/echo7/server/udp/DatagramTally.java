package dev.echo7.server.udp;

import dev.echo7.events.Datagram;
import dev.echo7.events.DropReason;
import dev.echo7.events.ServerEvents;
import dev.echo7.server.config.DatagramCounts;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts datagrams on their way to whoever observes the server. Safe for any thread. */
final class DatagramTally implements ServerEvents {
  private final ServerEvents observer;
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong receivedBytes = new AtomicLong();
  private final Map<DropReason, LongAdder> dropped = new ConcurrentHashMap<>();

  DatagramTally(ServerEvents observer) {
    this.observer = observer;
    for (DropReason reason : DropReason.values()) {
      dropped.put(reason, new LongAdder());
    }
  }

  @Override
  public void datagramReceived(Datagram datagram) {
    // All datagrams come on one event loop, so there is nobody to race with.
    received.setOpaque(received.getPlain() + 1);
    receivedBytes.setOpaque(receivedBytes.getPlain() + datagram.bytes());
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
    return new DatagramCounts(received.getOpaque(), receivedBytes.getOpaque(), byReason);
  }
}
