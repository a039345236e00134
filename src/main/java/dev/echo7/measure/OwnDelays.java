package dev.echo7.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What kept this process from running since a moment: it was stopped, the machine was suspended, or
 * a CPU quota throttled it. A measurement meanwhile measured this machine.
 *
 * <p>Immutable; any thread.
 */
public final class OwnDelays {
  /** The clocks that are compared are not read at the same time, and one has only hundredths. */
  private static final long LEAST_SUSPENDED_NS = 100_000_000;

  /** Of the time of a run, from which on throttling was a part of the result. */
  private static final double THROTTLED_SHARE = 0.01;

  private static final Path UPTIME = Path.of("/proc/uptime");

  private final long stoodNs;
  private final long suspendedNs;
  private final Map<Path, Long> throttledNs;

  private OwnDelays(long stoodNs, long suspendedNs, Map<Path, Long> throttledNs) {
    this.stoodNs = stoodNs;
    this.suspendedNs = suspendedNs;
    this.throttledNs = throttledNs;
  }

  /** All until now, to be compared with a later moment. */
  public static OwnDelays untilNow() {
    return new OwnDelays(AwakeClock.stoodNs(), suspendedNs(), CpuThrottling.totalsNs());
  }

  /**
   * How far the clock that goes on while the machine is suspended is ahead of the one that does
   * not, but for a constant; 0 where there is none.
   */
  private static long suspendedNs() {
    try {
      String seconds = Files.readString(UPTIME).split(" ", 2)[0];
      return Math.round(Double.parseDouble(seconds) * 1e9) - System.nanoTime();
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  /**
   * Why a run that began at this moment and ends now is not to be believed, each a line; none if
   * this process could run all the time.
   *
   * @param runNs how long the run took
   */
  public List<String> reasonsSince(long runNs) {
    OwnDelays now = untilNow();
    List<String> reasons = new ArrayList<>();
    if (now.stoodNs > stoodNs) {
      reasons.add(
          "this process was paused for "
              + seconds(now.stoodNs - stoodNs)
              + " (stopped, or got no CPU); times of what was in flight then are left out");
    }
    if (now.suspendedNs - suspendedNs > LEAST_SUSPENDED_NS) {
      reasons.add("this machine was suspended for " + seconds(now.suspendedNs - suspendedNs));
    }
    long throttled = CpuThrottling.betweenNs(throttledNs, now.throttledNs);
    if (throttled > runNs * THROTTLED_SHARE) {
      reasons.add(
          "a CPU quota (cpu.max) throttled this process for "
              + seconds(throttled)
              + ": raise the CPU limit of its container or unit");
    }
    return reasons;
  }

  private static String seconds(long ns) {
    return String.format(Locale.ROOT, ns < 1_000_000_000 ? "%.2f s" : "%.1f s", ns / 1e9);
  }
}
