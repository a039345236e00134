package dev.echo7.cli.load;

import dev.echo7.cli.Converters;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The beginning of a load, which is not measured; the sum of both parts.
 *
 * @param share of the load's duration, 0 to 1
 * @param fixed independent of the duration
 */
record Warmup(double share, Duration fixed) {
  private static final Pattern PERCENT = Pattern.compile("([0-9]{1,2}(?:\\.[0-9]{1,3})?)%");

  /**
   * Parses {@code 10%} or a duration.
   *
   * @throws IllegalArgumentException if it is neither; the message is one line
   */
  static Warmup parse(String text) {
    Matcher percent = PERCENT.matcher(text);
    if (percent.matches()) {
      return new Warmup(Double.parseDouble(percent.group(1)) / 100, Duration.ZERO);
    }
    if (text.endsWith("%")) {
      throw wrong(text);
    }
    try {
      return new Warmup(0, Converters.duration(text));
    } catch (IllegalArgumentException e) {
      throw wrong(text);
    }
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a warm-up; write a share below 100% (10%) or a time (2s)");
  }

  /** How long it takes of a load of this duration. */
  Duration of(Duration whole) {
    return fixed.plusNanos(Math.round(share * whole.toNanos()));
  }
}
