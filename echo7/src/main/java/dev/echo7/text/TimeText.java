package dev.echo7.text;

import java.util.Locale;

/** Times for people. */
public final class TimeText {
  private TimeText() {}

  /** In milliseconds with three decimals, whole microseconds as ping has them: {@code 0.123}. */
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

  /** A time that is whole in its unit, as bounds and ticks are: {@code 20 us}, {@code 5 s}. */
  public static String whole(long ns) {
    return ns % 1_000_000_000 == 0
        ? ns / 1_000_000_000 + " s"
        : ns % 1_000_000 == 0
            ? ns / 1_000_000 + " ms"
            : ns % 1_000 == 0 ? ns / 1_000 + " us" : ns + " ns";
  }
}
