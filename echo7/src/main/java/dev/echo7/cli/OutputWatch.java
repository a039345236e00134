package dev.echo7.cli;

import dev.echo7.posix.CLibrary;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;

/**
 * Detects that the reader of standard output has gone, even while nothing is written. Otherwise a
 * program that prints rarely would run on for long without a reader.
 *
 * <p>One daemon thread in poll(2), which always reports POLLERR (of a pipe) and POLLHUP (of a
 * socket). Only for pipes and sockets: other outputs have no reader.
 */
public final class OutputWatch {
  private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
  private static final int DESCRIPTOR = 1;

  /** struct pollfd: the descriptor, and two shorts. */
  private static final int POLLFD_BYTES = 8;

  private static final int REVENTS_AT = 6;
  private static final int POLLNVAL = 0x20;

  /**
   * Delays the first call of poll(2), which costs tens of milliseconds of CPU time to set up: short
   * runs end before.
   */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private OutputWatch() {}

  /** Watches standard output until the process ends. */
  public static void start(StandardStream out) {
    try {
      Thread.ofPlatform().name("output").daemon().start(() -> watch(out));
    } catch (OutOfMemoryError e) {
      // No thread can be started: the next write will fail.
    }
  }

  private static void watch(StandardStream out) {
    try {
      Thread.sleep(PAUSE);
      if (hasReader() && awaitLoss() && !out.lose(new IOException("Broken pipe"))) {
        Runtime.getRuntime().halt(ExitCode.OUTPUT_CLOSED);
      }
    } catch (IOException | InterruptedException e) {
      // The next write will fail.
    }
  }

  /** True if there is no proc(5). */
  private static boolean hasReader() {
    try {
      return Files.readAttributes(STANDARD_OUTPUT, BasicFileAttributes.class).isOther()
          && !Files.readSymbolicLink(STANDARD_OUTPUT).startsWith("/dev");
    } catch (IOException e) {
      return true;
    }
  }

  /** Blocks while there is a reader; returns false if that cannot be determined. */
  private static boolean awaitLoss() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment output = arena.allocate(POLLFD_BYTES, Integer.BYTES);
      output.set(ValueLayout.JAVA_INT, 0, DESCRIPTOR);
      new CLibrary().poll().with(output, 1L, -1);
      return (output.get(ValueLayout.JAVA_SHORT, REVENTS_AT) & POLLNVAL) == 0;
    }
  }
}
