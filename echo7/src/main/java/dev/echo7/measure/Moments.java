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

  /** Takes one value more (Welford 1962). */
  public void add(long value) {
    count++;
    min = Math.min(min, value);
    max = Math.max(max, value);
    double delta = value - mean;
    mean += delta / count;
    squares += delta * (value - mean);
  }

  /** Takes all that another one has (Chan, Golub, LeVeque 1983). */
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

  /** How many values there were. */
  public long count() {
    return count;
  }

  /** 0 without a value, as the others. */
  public long min() {
    return count == 0 ? 0 : min;
  }

  public long max() {
    return count == 0 ? 0 : max;
  }

  public double mean() {
    return mean;
  }

  /** The standard deviation of exactly these values: ping's mdev. */
  public double deviation() {
    return count == 0 ? 0 : Math.sqrt(squares / count);
  }
}
