package dev.echo7.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How long the kernel kept this process from its CPU because of a CPU quota (cgroups(7), {@code
 * cpu.max} and {@code cpu.cfs_quota_us}): that of its own control group, or of one around it.
 */
final class CpuThrottling {
  private static final Path GROUPS = Path.of("/sys/fs/cgroup");

  private CpuThrottling() {}

  /** Nanoseconds so far; 0 where the kernel does not say. */
  static long totalNs() {
    try {
      return totalNs(Files.readAllLines(Path.of("/proc/self/cgroup")), GROUPS);
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  /**
   * Reads it.
   *
   * @param memberships the lines of /proc/self/cgroup: {@code 0::/a/b}, {@code 4:cpu,cpuacct:/a}
   * @param groups where the control groups are mounted
   */
  static long totalNs(List<String> memberships, Path groups) throws IOException {
    long mostNs = 0;
    for (String line : memberships) {
      String[] fields = line.split(":", 3);
      if (fields.length < 3) {
        continue;
      }
      List<String> controllers = List.of(fields[1].split(","));
      if (fields[1].isEmpty()) {
        mostNs = Math.max(mostNs, most(groups, fields[2]));
      } else if (controllers.contains("cpu")) {
        mostNs = Math.max(mostNs, most(groups.resolve(fields[1]), fields[2]));
        mostNs = Math.max(mostNs, most(groups.resolve("cpu"), fields[2]));
      }
    }
    return mostNs;
  }

  /** Of a group and those around it. In a container, its own group may be the root. */
  private static long most(Path root, String group) throws IOException {
    long mostNs = throttledNs(root);
    Path at = root.resolve(group.replaceFirst("^/+", "")).normalize();
    while (at != null && at.startsWith(root) && !at.equals(root)) {
      mostNs = Math.max(mostNs, throttledNs(at));
      at = at.getParent();
    }
    return mostNs;
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
