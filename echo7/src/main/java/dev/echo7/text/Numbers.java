package dev.echo7.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers for people. */
public final class Numbers {
  private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P", "E"};

  private Numbers() {}

  /**
   * A number with an SI prefix.
   *
   * @param power of 1000
   */
  private record Scaled(double value, int power) {

    /** The smallest power of 1000 at which the value is below a bound. */
    static Scaled below(double bound, double number) {
      int power = 0;
      double scaled = number;
      while (scaled >= bound && power < PREFIXES.length - 1) {
        scaled /= 1_000;
        power++;
      }
      return new Scaled(scaled, power);
    }

    String with(String format) {
      return String.format(Locale.ROOT, format, value, PREFIXES[power]);
    }
  }

  /** {@code 1,234,567}. */
  public static String whole(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1,234.5}: one decimal, for rates. */
  public static String rate(double number) {
    return String.format(Locale.ROOT, "%,.1f", number);
  }

  /** {@code 999}, {@code 1.2k}, {@code 34M}: at most four characters, for tables. */
  public static String compact(long number) {
    // 999.5 would be shown as 1000.
    Scaled scaled = Scaled.below(999.5, (double) number);
    return scaled.with(scaled.power > 0 && scaled.value < 9.95 ? "%.1f%s" : "%.0f%s");
  }

  /** {@code 12.3 M}: three digits, for bytes. */
  public static String scaled(double number) {
    Scaled scaled = Scaled.below(999.5, number);
    double value = scaled.value;
    return scaled.with(
        value >= 99.5 || scaled.power == 0 ? "%.0f %s" : value >= 9.95 ? "%.1f %s" : "%.2f %s");
  }

  /** {@code 20k}, {@code 0.5}: the label of a tick. */
  public static String brief(double number) {
    Scaled scaled = Scaled.below(1_000, number);
    return scaled.with(scaled.value == Math.rint(scaled.value) ? "%.0f%s" : "%.1f%s");
  }

  /** {@code 33.3333}: like C's {@code %g}, six significant digits without trailing zeros. */
  public static String shortest(double number) {
    if (number == 0) {
      return "0";
    }
    return new BigDecimal((float) number)
        .round(new MathContext(6))
        .stripTrailingZeros()
        .toPlainString();
  }

  /** {@code 0.01%}: as many digits as needed. */
  public static String percent(double percent) {
    String digits = percent == 0 || percent >= 1 ? "%.2f" : "%.4f";
    return String.format(Locale.ROOT, digits, percent).replaceFirst("\\.?0+$", "") + "%";
  }
}
