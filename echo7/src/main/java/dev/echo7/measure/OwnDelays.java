package dev.echo7.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What has kept this process from running since a point in time: it was stopped, the machine was
 * suspended, or a CPU quota throttled it. A measurement in that time measured this machine.
 *
 * <p>Immutable; any thread.
 */
public final class OwnDelays {
  /** The two clocks are not read at the same time, and one has a resolution of 10 ms. */
  private static final long LEAST_SUSPENDED_NS = 100_000_000;

  /** The share of the run above which throttling makes the result invalid. */
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

  /** The delays so far, to compare with later ones. */
  public static OwnDelays untilNow() {
    return new OwnDelays(AwakeClock.stoodNs(), suspendedNs(), CpuThrottling.totalsNs());
  }

  /**
   * How far the clock that runs during suspend is ahead of the one that does not, plus a constant;
   * 0 without such a clock.
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
   * Why a run from then until now is invalid, one line each; none if this process could run all the
   * time.
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
              + " (stopped, or got no CPU); probes and frames in flight at that time are not"
              + " measured");
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
