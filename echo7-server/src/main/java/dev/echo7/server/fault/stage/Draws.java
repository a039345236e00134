package dev.echo7.server.fault.stage;

/**
 * Random numbers by position: the same key and position give the same number, whatever was drawn
 * before, so that a run can be repeated.
 *
 * <p>SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014), as a
 * function of its counter. Immutable.
 */
public final class Draws {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final double UNIT = 0x1.0p-53;

  private final long key;

  private Draws(long key) {
    this.key = key;
  }

  public static Draws of(long seed) {
    return new Draws(mixed(seed));
  }

  /** The numbers of a part: of an endpoint, of its n-th connection, of a fault of that. */
  public Draws part(long index) {
    return new Draws(mixed(key + mixed(index + 1)));
  }

  /** 64 random bits. */
  public long bits(long position) {
    return mixed(key + position * GOLDEN_GAMMA);
  }

  /** From 0, inclusive, to 1, exclusive. */
  public double share(long position) {
    return (double) (bits(position) >>> 11) * UNIT;
  }

  /** Whether something with this probability happens. */
  public boolean happens(double probability, long position) {
    return probability >= 1 || share(position) < probability;
  }

  /**
   * How many bytes pass before the next that is hit, if each is with probability 1/{@code oneIn}.
   */
  public long gap(long oneIn, long position) {
    if (oneIn == 1) {
      return 0;
    }
    double passes = Math.log1p(-share(position)) / Math.log1p(-1.0 / (double) oneIn);
    return (long) Math.min(passes, 1e15);
  }

  private static long mixed(long value) {
    long z = value + GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
