package dev.echo7.server;

import dev.echo7.Pause;
import dev.echo7.server.memory.CountedMemory;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What this process holds at some moment.
 *
 * @param directBuffers of the JDK, in number
 * @param directMemoryBytes of all servers
 */
public record ProcessResources(
    Set<Thread> threads, long descriptors, long directBuffers, long directMemoryBytes) {
  private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);

  /** Counts them. */
  public static ProcessResources now() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return new ProcessResources(
          new HashSet<>(Thread.getAllStackTraces().keySet()),
          open.count(),
          ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
              .filter(pool -> pool.getName().equals("direct"))
              .mapToLong(BufferPoolMXBean::getCount)
              .sum(),
          new CountedMemory().metric().usedDirectMemory());
    }
  }

  /** What is there now and was not then; empty if nothing is. */
  String leftovers() throws IOException {
    ProcessResources now = now();
    List<String> more = new ArrayList<>();
    for (Thread thread : now.threads) {
      if (!threads.contains(thread) && thread.isAlive()) {
        more.add("thread " + thread.getName());
      }
    }
    addIfMore(more, descriptors, now.descriptors, "descriptors");
    addIfMore(more, directBuffers, now.directBuffers, "direct buffers");
    addIfMore(more, directMemoryBytes, now.directMemoryBytes, "bytes of direct memory");
    return String.join(", ", more);
  }

  private static void addIfMore(List<String> more, long then, long now, String what) {
    if (now > then) {
      more.add((now - then) + " " + what);
    }
  }

  /** The same, as soon as nothing is left, or after half a minute. */
  public String waitForLeftovers() throws IOException {
    long endNs = System.nanoTime() + DEADLINE_NS;
    String left = leftovers();
    while (!left.isEmpty() && System.nanoTime() < endNs) {
      // Buffers of the JDK are freed by the garbage collector.
      System.gc();
      Pause.briefly();
      left = leftovers();
    }
    return left;
  }
}
