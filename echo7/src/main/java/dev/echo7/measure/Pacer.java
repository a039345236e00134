package dev.echo7.measure;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * When the next send is due. The schedule does not wait for late sends: they stay due, so that the
 * measurement includes the time of a stall.
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

  /** Sends at equal intervals, without drift; the first at once. */
  public static Pacer fixed(long startNs, double intervalNs) {
    return new Pacer(startNs, intervalNs, null, 0);
  }

  /** Sends that are independent of each other (a Poisson process); the first at once. */
  public static Pacer poisson(long startNs, double meanIntervalNs, long seed) {
    return new Pacer(startNs, meanIntervalNs, new SplittableRandom(seed), 0);
  }

  /** The same schedule with its first send later by this time, before any ramp stretches it. */
  public Pacer startingLater(double byNs) {
    Pacer later = new Pacer(startNs, intervalNs, random, rampNs);
    later.elapsedNs = byNs;
    return later;
  }

  /**
   * The same schedule, but the rate grows linearly from zero during this time. The schedule's own
   * time is stretched, so that a Poisson process remains one.
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

  /** Moves on to the next send. */
  public void next() {
    elapsedNs += random == null ? intervalNs : -Math.log1p(-random.nextDouble()) * intervalNs;
  }
}
