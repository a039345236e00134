package dev.echo7.text;

import java.util.Locale;
import java.util.regex.Pattern;

/** Times for people. */
public final class TimeText {
  private static final Pattern MICROSECONDS = Pattern.compile("(?<=[0-9]) us\\b");

  private TimeText() {}

  /** In milliseconds with three decimals: {@code 0.123}. */
  public static String ms(double ns) {
    long us = (long) ((ns + 0.5) / 1e3);
    return String.format(Locale.ROOT, "%d.%03d", us / 1000, us % 1000);
  }

  /** With a unit that fits: {@code 850 ns}, {@code 12.3 us}, {@code 4.56 ms}, {@code 1.20 s}. */
  public static String of(long ns) {
    if (ns < 1e3) {
      return String.format(Locale.ROOT, "%d ns", ns);
    }
    if (ns < 1e6) {
      return String.format(Locale.ROOT, "%.1f us", ns / 1e3);
    }
    return ns < 1e9
        ? String.format(Locale.ROOT, "%.2f ms", ns / 1e6)
        : String.format(Locale.ROOT, "%.2f s", ns / 1e9);
  }

  /** A text for people with {@code µs} for {@code us}, for outputs that are not ASCII. */
  public static String withMicroSign(String text) {
    return MICROSECONDS.matcher(text).replaceAll(" µs");
  }

  /** A bound or tick, which is a whole number in some unit: {@code 20 us}, {@code 5 s}. */
  public static String whole(long ns) {
    return ns % 1_000_000_000 == 0
        ? ns / 1_000_000_000 + " s"
        : ns % 1_000_000 == 0
            ? ns / 1_000_000 + " ms"
            : ns % 1_000 == 0 ? ns / 1_000 + " us" : ns + " ns";
  }

  /** In milliseconds with three significant digits: {@code 0.123}, {@code 1.23}, {@code 12.3}. */
  public static String ping(long ns) {
    long us = ns / 1000;
    String format =
        us >= 100_000 - 50 ? "%.0f" : us >= 10_000 - 5 ? "%.1f" : us >= 1_000 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, us / 1e3);
  }

  /**
   * A span of any length: {@code 0.4s}, {@code 12s}, {@code 3m04s}, {@code 5h09m}, {@code 12d03h}.
   */
  public static String span(long ms) {
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

  /** The time of a transfer: {@code 0.42 ms}, {@code 12 ms}, {@code 1.2 s}. */
  public static String elapsed(long ns) {
    double ms = ns / 1e6;
    if (ns >= 999_500_000) {
      return String.format(Locale.ROOT, "%.1f s", ns / 1e9);
    }
    return String.format(Locale.ROOT, ms < 1 ? "%.2f ms" : ms < 10 ? "%.1f ms" : "%.0f ms", ms);
  }

  /**
   * The time of a transfer and, from a second on, its rate in one direction unless that is next to
   * nothing: {@code 0.42 ms}, {@code 2.5 s (33.6 Mbit/s)}.
   */
  public static String transfer(long bytes, long ns) {
    double mbitPerS = bytes * 8e3 / ns;
    return elapsed(ns)
        + (ns < 1_000_000_000 || mbitPerS < 0.1
            ? ""
            : String.format(Locale.ROOT, " (%.1f Mbit/s)", mbitPerS));
  }

  /** A round trip in a table: {@code 0.08ms}, {@code 1.2ms}, {@code 340ms}. */
  public static String roundTrip(long us) {
    String digits = us < 1_000 ? "%.2fms" : us < 10_000 ? "%.1fms" : "%.0fms";
    return String.format(Locale.ROOT, digits, us / 1e3);
  }
}
