package dev.echo7.json;

import java.math.BigDecimal;

/** Times for JSON: nanoseconds as a decimal number of seconds, exact to the nanosecond. */
public final class Seconds {
  private static final int NANOSECOND_DIGITS = 9;

  private Seconds() {}

  /** {@code 0.000083215} of 83,215 ns, without trailing zeros. */
  public static BigDecimal of(long ns) {
    return BigDecimal.valueOf(ns, NANOSECOND_DIGITS).stripTrailingZeros();
  }

  /** A mean, to the nearest nanosecond. */
  public static BigDecimal of(double ns) {
    return of(Math.round(ns));
  }
}
