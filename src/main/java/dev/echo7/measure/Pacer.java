package dev.echo7.measure;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * When the next send is due. The schedule does not wait for those who are late: what was due is
 * still due, so that the time of a stall is not left out of the measurement.
 *
 * <p>One thread at a time; it reads no clock. Nothing allocates.
 */
public final class Pacer {
  private final long startNs;
  private final double intervalNs;
  private final @Nullable SplittableRandom random;
  private double elapsedNs;

  private Pacer(long startNs, double intervalNs, @Nullable SplittableRandom random) {
    this.startNs = startNs;
    this.intervalNs = intervalNs;
    this.random = random;
  }

  /** The first send at once, the others at equal distances; they do not drift. */
  public static Pacer fixed(long startNs, double intervalNs) {
    return new Pacer(startNs, intervalNs, null);
  }

  /** Sends that know nothing of each other (a Poisson process), the first at once. */
  public static Pacer poisson(long startNs, double meanIntervalNs, long seed) {
    return new Pacer(startNs, meanIntervalNs, new SplittableRandom(seed));
  }

  /** When the next send is due, on the clock of {@link System#nanoTime}. */
  public long dueNs() {
    return startNs + Math.round(elapsedNs);
  }

  /** Goes on to the send after it. */
  public void next() {
    elapsedNs += random == null ? intervalNs : -Math.log1p(-random.nextDouble()) * intervalNs;
  }
}
