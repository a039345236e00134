package dev.echo7.measure;

/**
 * Count, minimum, mean, maximum and standard deviation, exact where a histogram rounds.
 *
 * <p>One thread at a time. Nothing allocates.
 */
public final class Moments {
  private long count;
  private long min = Long.MAX_VALUE;
  private long max = Long.MIN_VALUE;
  private double mean;
  private double squares;

  /** Adds one value (Welford 1962). */
  public void add(long value) {
    count++;
    min = Math.min(min, value);
    max = Math.max(max, value);
    double delta = value - mean;
    mean += delta / count;
    squares += delta * (value - mean);
  }

  /** Adds all values of another one (Chan, Golub, LeVeque 1983). */
  public void add(Moments other) {
    if (other.count == 0) {
      return;
    }
    long total = count + other.count;
    double delta = other.mean - mean;
    squares += other.squares + delta * delta * ((double) count * other.count / total);
    mean += delta * other.count / total;
    count = total;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  /** The number of values. */
  public long count() {
    return count;
  }

  /** The smallest value; 0 if there are none, as for all statistics. */
  public long min() {
    return count == 0 ? 0 : min;
  }

  public long max() {
    return count == 0 ? 0 : max;
  }

  public double mean() {
    return mean;
  }

  /** The standard deviation of the values (not an estimate from a sample): mdev of ping(8). */
  public double deviation() {
    return count == 0 ? 0 : Math.sqrt(squares / count);
  }
}
