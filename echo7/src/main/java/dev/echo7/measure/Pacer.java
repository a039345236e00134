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

  /** The time of all sends of {@link #scattered}; 0 for other schedules. */
  private final double spanNs;

  private double elapsedNs;
  private long left = Long.MAX_VALUE;

  private Pacer(
      long startNs,
      double intervalNs,
      @Nullable SplittableRandom random,
      double rampNs,
      double spanNs) {
    this.startNs = startNs;
    this.intervalNs = intervalNs;
    this.random = random;
    this.rampNs = rampNs;
    this.spanNs = spanNs;
  }

  /** Sends at equal intervals, without drift; the first at once. */
  public static Pacer fixed(long startNs, double intervalNs) {
    return new Pacer(startNs, intervalNs, null, 0, 0);
  }

  /** Sends that are independent of each other (a Poisson process); the first at once. */
  public static Pacer poisson(long startNs, double meanIntervalNs, long seed) {
    return new Pacer(startNs, meanIntervalNs, new SplittableRandom(seed), 0, 0);
  }

  /**
   * That many sends, each at a random time of the span, in order: a Poisson process of which the
   * number of sends is known.
   */
  public static Pacer scattered(long startNs, double spanNs, long sends, long seed) {
    Pacer pacer = new Pacer(startNs, 0, new SplittableRandom(seed), 0, spanNs);
    pacer.left = sends;
    pacer.advance();
    return pacer;
  }

  /** The same schedule with its first send later by this time, before any ramp stretches it. */
  public Pacer startingLater(double byNs) {
    Pacer later = new Pacer(startNs, intervalNs, random, rampNs, spanNs);
    later.elapsedNs = byNs;
    later.left = left;
    return later;
  }

  /**
   * The same schedule, but the rate grows linearly from zero during this time. The schedule's own
   * time is stretched, so that a Poisson process remains one.
   */
  public Pacer rampingFor(long growingNs) {
    Pacer ramping = new Pacer(startNs, intervalNs, random, growingNs, spanNs);
    ramping.elapsedNs = elapsedNs;
    ramping.left = left;
    return ramping;
  }

  /** The same schedule, which ends after that many sends. */
  public Pacer endingAfter(long sends) {
    Pacer ending = new Pacer(startNs, intervalNs, random, rampNs, spanNs);
    ending.elapsedNs = elapsedNs;
    ending.left = sends;
    return ending;
  }

  /**
   * When the next send is due, on the clock of {@link System#nanoTime}; {@link Long#MAX_VALUE} if
   * there is none.
   */
  public long dueNs() {
    if (left == 0) {
      return Long.MAX_VALUE;
    }
    double dueNs =
        elapsedNs < rampNs / 2 ? Math.sqrt(2 * rampNs * elapsedNs) : elapsedNs + rampNs / 2;
    return startNs + Math.round(dueNs);
  }

  /** Moves on to the next send. */
  public void next() {
    left--;
    advance();
  }

  private void advance() {
    if (random == null) {
      elapsedNs += intervalNs;
    } else if (spanNs == 0) {
      elapsedNs += -Math.log1p(-random.nextDouble()) * intervalNs;
    } else if (left > 0) {
      // The earliest of the remaining sends, each of which is anywhere in the rest of the span.
      elapsedNs += (spanNs - elapsedNs) * (1 - Math.pow(random.nextDouble(), 1.0 / left));
    }
  }
}
