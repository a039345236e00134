package dev.echo7.net.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How many connections there are file descriptors for (getrlimit(2), RLIMIT_NOFILE). */
public final class DescriptorLimit {
  /** For listeners, epoll, the jar, a log, and whatever else is not a connection. */
  private static final int RESERVE = 64;

  /** Reserved for later needs: a name lookup, a file that is read again. */
  private static final int MARGIN = 2;

  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Path OPEN = Path.of("/proc/self/fd");
  private static final String LINE_START = "Max open files";

  private DescriptorLimit() {}

  /**
   * The soft limit, as the JVM has left it after it has raised it at its start, less the reserve; a
   * limit so low that the reserve would take most of it is halved. Any number where it cannot be
   * told: elsewhere than on Linux.
   */
  public static int connections() {
    return connections(LIMITS);
  }

  static int connections(Path limits) {
    long descriptors = soft(limits);
    return descriptors == Long.MAX_VALUE
        ? Integer.MAX_VALUE
        : atLeast(1, descriptors - Math.min(RESERVE, descriptors / 2));
  }

  /**
   * How many connections the free descriptors allow, at most {@link #connections}; 0 or less if
   * there are too few descriptors for what is open already.
   */
  public static int connectionsBeside() {
    return (int) Math.min(connections(), (long) free() - MARGIN);
  }

  /** How many descriptors can still be opened; a large number if unknown. */
  public static int free() {
    long descriptors = soft(LIMITS);
    try (Stream<Path> open = Files.list(OPEN)) {
      // One of them belongs to the directory listing itself.
      return atLeast(0, descriptors - open.count() + 1);
    } catch (NoSuchFileException e) {
      return Integer.MAX_VALUE;
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  /** The soft limit; {@link Long#MAX_VALUE} if there is none or it is unknown. */
  public static long soft() {
    return soft(LIMITS);
  }

  private static long soft(Path limits) {
    try {
      for (String line : Files.readAllLines(limits)) {
        if (line.startsWith(LINE_START)) {
          String soft = line.substring(LINE_START.length()).strip().split("\\s+", 2)[0];
          return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
        }
      }
    } catch (IOException e) {
      // Not Linux, or no descriptor is left to read it with: then the next open reports that.
    }
    return Long.MAX_VALUE;
  }

  private static int atLeast(int least, long count) {
    return (int) Math.max(least, Math.min(Integer.MAX_VALUE, count));
  }
}
