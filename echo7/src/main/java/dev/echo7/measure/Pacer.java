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
  private final double rampNs;
  private double elapsedNs;

  private Pacer(long startNs, double intervalNs, @Nullable SplittableRandom random, double rampNs) {
    this.startNs = startNs;
    this.intervalNs = intervalNs;
    this.random = random;
    this.rampNs = rampNs;
  }

  /** The first send at once, the others at equal distances; they do not drift. */
  public static Pacer fixed(long startNs, double intervalNs) {
    return new Pacer(startNs, intervalNs, null, 0);
  }

  /** Sends that know nothing of each other (a Poisson process), the first at once. */
  public static Pacer poisson(long startNs, double meanIntervalNs, long seed) {
    return new Pacer(startNs, meanIntervalNs, new SplittableRandom(seed), 0);
  }

  /** The same from its start, but with its first send so much later on its own clock. */
  public Pacer startingLater(double byNs) {
    Pacer later = new Pacer(startNs, intervalNs, random, rampNs);
    later.elapsedNs = byNs;
    return later;
  }

  /**
   * The same from its start, but the rate grows evenly from nothing to the whole in this time: the
   * schedule's own clock is stretched, so that a Poisson process remains one.
   */
  public Pacer rampingFor(long growingNs) {
    Pacer ramping = new Pacer(startNs, intervalNs, random, growingNs);
    ramping.elapsedNs = elapsedNs;
    return ramping;
  }

  /** When the next send is due, on the clock of {@link System#nanoTime}. */
  public long dueNs() {
    double dueNs =
        elapsedNs < rampNs / 2 ? Math.sqrt(2 * rampNs * elapsedNs) : elapsedNs + rampNs / 2;
    return startNs + Math.round(dueNs);
  }

  /** Goes on to the send after it. */
  public void next() {
    elapsedNs += random == null ? intervalNs : -Math.log1p(-random.nextDouble()) * intervalNs;
  }
}
