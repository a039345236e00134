package dev.echo7.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how long a CPU quota throttled this process (cgroups(7), {@code cpu.max} and {@code
 * cpu.cfs_quota_us}): the quota of its own control group, or of a parent.
 */
final class CpuThrottling {
  private static final Path GROUPS = Path.of("/sys/fs/cgroup");

  private CpuThrottling() {}

  /** Nanoseconds so far, by group; empty where the kernel does not say. */
  static Map<Path, Long> totalsNs() {
    try {
      return totalsNs(Files.readAllLines(Path.of("/proc/self/cgroup")), GROUPS);
    } catch (IOException | UncheckedIOException e) {
      return Map.of();
    }
  }

  /**
   * How long this process was throttled between two samples, by the group that throttled it most in
   * that time; a group that was throttled for hours before must not hide another.
   */
  static long betweenNs(Map<Path, Long> before, Map<Path, Long> after) {
    long mostNs = 0;
    for (Map.Entry<Path, Long> group : after.entrySet()) {
      long fromNs = before.getOrDefault(group.getKey(), 0L);
      mostNs = Math.max(mostNs, group.getValue() - fromNs);
    }
    return mostNs;
  }

  /**
   * Reads the totals.
   *
   * @param memberships the lines of /proc/self/cgroup: {@code 0::/a/b}, {@code 4:cpu,cpuacct:/a}
   * @param groups where the control groups are mounted
   */
  static Map<Path, Long> totalsNs(List<String> memberships, Path groups) throws IOException {
    Map<Path, Long> totals = new HashMap<>();
    for (String line : memberships) {
      String[] fields = line.split(":", 3);
      if (fields.length < 3) {
        continue;
      }
      List<String> controllers = List.of(fields[1].split(","));
      if (fields[1].isEmpty()) {
        take(groups, fields[2], totals);
      } else if (controllers.contains("cpu")) {
        take(groups.resolve(fields[1]), fields[2], totals);
        take(groups.resolve("cpu"), fields[2], totals);
      }
    }
    return totals;
  }

  /** Adds the totals of a group and its parents. In a container, the own group may be the root. */
  private static void take(Path root, String group, Map<Path, Long> totals) throws IOException {
    totals.put(root, throttledNs(root));
    Path at = root.resolve(group.replaceFirst("^/+", "")).normalize();
    while (at != null && at.startsWith(root) && !at.equals(root)) {
      totals.put(at, throttledNs(at));
      at = at.getParent();
    }
  }

  private static long throttledNs(Path group) throws IOException {
    Path statistics = group.resolve("cpu.stat");
    if (!Files.isReadable(statistics)) {
      return 0;
    }
    for (String line : Files.readAllLines(statistics)) {
      if (line.startsWith("throttled_usec ")) {
        return Long.parseLong(line.substring("throttled_usec ".length())) * 1_000;
      }
      if (line.startsWith("throttled_time ")) {
        return Long.parseLong(line.substring("throttled_time ".length()));
      }
    }
    return 0;
  }
}
