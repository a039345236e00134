package dev.echo7.net;

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

  /** For what comes later: a name that is looked up, a file that is read again. */
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
        : Math.clamp(descriptors - Math.min(RESERVE, descriptors / 2), 1, Integer.MAX_VALUE);
  }

  /**
   * How many connections there are descriptors for beside all that is open by now: never more than
   * {@link #connections}. None, or less, where even that is too much.
   */
  public static int connectionsBeside() {
    return (int) Math.min(connections(), (long) free() - MARGIN);
  }

  /** How many descriptors can still be opened; any number where it cannot be told. */
  public static int free() {
    long descriptors = soft(LIMITS);
    try (Stream<Path> open = Files.list(OPEN)) {
      // One of them is that of the list itself.
      return Math.clamp(descriptors - open.count() + 1, 0, Integer.MAX_VALUE);
    } catch (NoSuchFileException e) {
      return Integer.MAX_VALUE;
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  /** The soft limit; {@link Long#MAX_VALUE} for none, or none that can be told. */
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
      // Not Linux, or no descriptor is left to read it with: whoever opens one meets that, too.
    }
    return Long.MAX_VALUE;
  }
}
