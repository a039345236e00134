package dev.echo7.text;

/** The units in which users write times: one list for all options and thresholds. Any thread. */
public final class TimeUnits {
  /** A regular expression for one of them, in lower case. */
  public static final String REGEX = "ns|us|µs|ms|s|min|m|h|d";

  private TimeUnits() {}

  /**
   * One of a unit, in ns.
   *
   * @param unit matches {@link #REGEX}
   */
  public static double ns(String unit) {
    return switch (unit) {
      case "ns" -> 1;
      case "us", "µs" -> 1e3;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m", "min" -> 60e9;
      case "h" -> 3_600e9;
      case "d" -> 86_400e9;
      default -> throw new IllegalArgumentException(unit + " is not a unit of time");
    };
  }
}
