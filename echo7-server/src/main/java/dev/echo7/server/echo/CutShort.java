package dev.echo7.server.echo;

import java.util.concurrent.atomic.AtomicInteger;

/** How many connections were ended before their peers had their whole echo. Any thread. */
final class CutShort {
  private final AtomicInteger connections = new AtomicInteger();

  void countOne() {
    connections.incrementAndGet();
  }

  int connections() {
    return connections.get();
  }
}
