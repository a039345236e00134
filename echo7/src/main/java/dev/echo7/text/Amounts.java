package dev.echo7.text;

import java.util.Locale;

/** Sizes and times as people read them in a table: a few characters, and never more than needed. */
public final class Amounts {
  private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P", "E"};

  private Amounts() {}

  /** {@code 999}, {@code 1.2k}, {@code 34M}: powers of 1000. */
  public static String of(long amount) {
    int prefix = 0;
    double scaled = (double) amount;
    // 999.5 would be shown as 1000.
    while (scaled >= 999.5 && prefix < PREFIXES.length - 1) {
      scaled /= 1_000;
      prefix++;
    }
    String digits = prefix > 0 && scaled < 9.95 ? "%.1f%s" : "%.0f%s";
    return String.format(Locale.ROOT, digits, scaled, PREFIXES[prefix]);
  }

  /** {@code 0.4s}, {@code 12s}, {@code 3m04s}, {@code 5h09m}, {@code 12d03h}. */
  public static String time(long ms) {
    long s = ms / 1_000;
    if (s < 10) {
      return String.format(Locale.ROOT, "%.1fs", ms / 1e3);
    } else if (s < 60) {
      return s + "s";
    } else if (s < 3_600) {
      return String.format(Locale.ROOT, "%dm%02ds", s / 60, s % 60);
    } else if (s < 86_400) {
      return String.format(Locale.ROOT, "%dh%02dm", s / 3_600, s % 3_600 / 60);
    }
    return String.format(Locale.ROOT, "%dd%02dh", s / 86_400, s % 86_400 / 3_600);
  }

  /** {@code 0.08ms}, {@code 1.2ms}, {@code 340ms}. */
  public static String roundTrip(long us) {
    String digits = us < 1_000 ? "%.2fms" : us < 10_000 ? "%.1fms" : "%.0fms";
    return String.format(Locale.ROOT, digits, us / 1e3);
  }
}
