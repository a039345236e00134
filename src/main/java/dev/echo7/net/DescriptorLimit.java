package dev.echo7.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How many connections there are file descriptors for (getrlimit(2), RLIMIT_NOFILE). */
public final class DescriptorLimit {
  /** For listeners, epoll, the jar, a log, and whatever else is not a connection. */
  private static final int RESERVE = 64;

  private static final String LINE_START = "Max open files";

  private DescriptorLimit() {}

  /**
   * The soft limit, as the JVM has left it after it has raised it at its start, less the reserve; a
   * limit so low that the reserve would take most of it is halved. Any number where it cannot be
   * told: elsewhere than on Linux.
   */
  public static int connections() {
    return connections(Path.of("/proc/self/limits"));
  }

  static int connections(Path limits) {
    List<String> lines;
    try {
      lines = Files.readAllLines(limits);
    } catch (IOException e) {
      return Integer.MAX_VALUE;
    }
    for (String line : lines) {
      if (line.startsWith(LINE_START)) {
        return less(line.substring(LINE_START.length()).strip().split("\\s+", 2)[0]);
      }
    }
    return Integer.MAX_VALUE;
  }

  private static int less(String soft) {
    if (soft.equals("unlimited")) {
      return Integer.MAX_VALUE;
    }
    long descriptors = Long.parseLong(soft);
    long left = descriptors - Math.min(RESERVE, descriptors / 2);
    return Math.clamp(left, 1, Integer.MAX_VALUE);
  }
}
