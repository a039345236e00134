package dev.echo7.server;

import dev.echo7.events.LoopLoad;
import dev.echo7.server.echo.ConnectionTable;
import dev.echo7.server.echo.OpenConnection;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.netty.util.concurrent.ThreadProperties;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How busy the event loops are: the CPU time of their threads, which the kernel counts anyway.
 * Costs nothing until it is asked for, and then one clock per loop. Thread-safe.
 */
final class LoopLoads {
  private static final long SHORTEST_WINDOW_NS = TimeUnit.SECONDS.toNanos(1);

  private final List<ThreadProperties> threads = new ArrayList<>();
  private final Map<String, Long> cpuNs = new HashMap<>();
  private final Map<String, Double> loads = new HashMap<>();
  private long lookedAtNs;

  /** Starts the loops' threads. */
  LoopLoads(EventLoopGroup loops) {
    loops.forEach(loop -> threads.add(((SingleThreadEventExecutor) loop).threadProperties()));
    threads.sort(
        Comparator.comparingInt((ThreadProperties t) -> t.name().length())
            .thenComparing(ThreadProperties::name));
    lookedAtNs = System.nanoTime();
  }

  /** The load of each loop since the last call at least one second ago. */
  synchronized List<LoopLoad> now(ConnectionTable table) {
    long nowNs = System.nanoTime();
    if (loads.isEmpty() || nowNs - lookedAtNs >= SHORTEST_WINDOW_NS) {
      look(Math.max(SHORTEST_WINDOW_NS, nowNs - lookedAtNs));
      lookedAtNs = nowNs;
    }
    Map<String, Integer> connections = connectionsByLoop(table);
    return threads.stream()
        .map(
            thread ->
                new LoopLoad(
                    thread.name(),
                    loads.getOrDefault(thread.name(), 0.0),
                    connections.getOrDefault(thread.name(), 0)))
        .toList();
  }

  private void look(long windowNs) {
    ThreadMXBean clocks = ManagementFactory.getThreadMXBean();
    for (ThreadProperties thread : threads) {
      long spentNs = Math.max(0, clocks.getThreadCpuTime(thread.id()));
      long beforeNs = cpuNs.getOrDefault(thread.name(), 0L);
      cpuNs.put(thread.name(), spentNs);
      double share = (spentNs - beforeNs) / (double) windowNs;
      loads.put(thread.name(), Math.max(0.0, Math.min(1.0, share)));
    }
  }

  private static Map<String, Integer> connectionsByLoop(ConnectionTable table) {
    Map<String, Integer> counts = new HashMap<>();
    for (OpenConnection connection : table.all()) {
      counts.merge(connection.view().loopName(), 1, Integer::sum);
    }
    return counts;
  }
}
