package dev.echo7.text;

import java.util.Locale;

/** Numbers for people. */
public final class Numbers {
  private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P"};

  private Numbers() {}

  /** {@code 1,234,567}. */
  public static String whole(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1,234.5}: a decimal for what is a rate. */
  public static String rate(double number) {
    return String.format(Locale.ROOT, "%,.1f", number);
  }

  /** {@code 12.3 M}: three digits, for bytes. */
  public static String scaled(double number) {
    int prefix = 0;
    double scaled = number;
    while (scaled >= 999.5 && prefix < PREFIXES.length - 1) {
      scaled /= 1_000;
      prefix++;
    }
    String digits =
        scaled >= 99.5 || prefix == 0 ? "%.0f %s" : scaled >= 9.95 ? "%.1f %s" : "%.2f %s";
    return String.format(Locale.ROOT, digits, scaled, PREFIXES[prefix]);
  }

  /** {@code 20k}, {@code 0.5}: a tick. */
  public static String brief(double number) {
    int prefix = 0;
    double scaled = number;
    while (scaled >= 1_000 && prefix < PREFIXES.length - 1) {
      scaled /= 1_000;
      prefix++;
    }
    String digits = scaled == Math.rint(scaled) ? "%.0f%s" : "%.1f%s";
    return String.format(Locale.ROOT, digits, scaled, PREFIXES[prefix]);
  }

  /** {@code 0.01%}, as many digits as it takes. */
  public static String percent(double percent) {
    String digits = percent == 0 || percent >= 1 ? "%.2f" : "%.4f";
    return String.format(Locale.ROOT, digits, percent).replaceFirst("\\.?0+$", "") + "%";
  }
}
