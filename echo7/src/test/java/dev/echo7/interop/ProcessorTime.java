package dev.echo7.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;

/** What a process uses of a processor (proc_pid_stat(5)). */
public final class ProcessorTime {
  /** On every Linux that Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private static final double IDLE = 0.2;
  private static final int LOOKS = 5;

  private ProcessorTime() {}

  /**
   * Watches a process for two seconds until it uses less than a fifth of a processor; a few times
   * over, since in its first seconds the JVM compiles what it runs, longer on a busy machine.
   */
  public static void assertIdle(long pid) throws IOException {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/stat")), "this machine has no /proc");
    double share = 1;
    for (int look = 0; look < LOOKS && share >= IDLE; look++) {
      share = shareOfTwoSeconds(pid);
    }
    assertTrue(share < IDLE, "still uses " + share + " of a processor");
  }

  private static double shareOfTwoSeconds(long pid) throws IOException {
    long startNs = System.nanoTime();
    double startSeconds = seconds(pid);
    // Not a wait for something to happen: the load is measured over this time.
    LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
    return (seconds(pid) - startSeconds) / ((System.nanoTime() - startNs) / 1e9);
  }

  private static double seconds(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    // The name before it, in parentheses, may have blanks: fields are counted from its end.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }
}
