package dev.echo7.cli;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the values of options that need more than picocli's own converters. Every method throws an
 * {@link IllegalArgumentException} whose message quotes the text and shows valid examples.
 */
public final class Converters {
  private static final Pattern DURATION =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{0,9})?|\\.[0-9]{1,9})(ms|s|m|h)?");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})([kKmMgG]?)");
  private static final Pattern RATE = Pattern.compile("([0-9]{1,9})(?:/s)?");

  private Converters() {}

  /** A duration: {@code 500ms}, {@code 2s}, {@code 1.5m}; seconds if there is no unit. */
  public static Duration duration(String text) {
    Matcher matcher = matching(DURATION, text, "a duration; write 500ms, 2s or 1m");
    String unit = matcher.group(2);
    double unitMs =
        switch (unit == null ? "s" : unit) {
          case "ms" -> 1;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          default -> 1_000;
        };
    return Duration.ofNanos(Math.round(Double.parseDouble(matcher.group(1)) * unitMs * 1e6));
  }

  /** A size in bytes: {@code 64}, {@code 16k}, {@code 1m}, {@code 2g}; powers of 1024. */
  public static long size(String text) {
    Matcher matcher = matching(SIZE, text, "a size; write 64, 16k or 1m");
    int shift =
        switch (matcher.group(2)) {
          case "k", "K" -> 10;
          case "m", "M" -> 20;
          case "g", "G" -> 30;
          default -> 0;
        };
    return Long.parseLong(matcher.group(1)) << shift;
  }

  /** A rate per second: {@code 50} or {@code 50/s}. */
  public static int rate(String text) {
    return Integer.parseInt(matching(RATE, text, "a rate; write 50 or 50/s").group(1));
  }

  /** One of these words. */
  static String oneOf(List<String> words, String text) {
    if (!words.contains(text)) {
      throw new IllegalArgumentException("'" + text + "' is none of " + String.join(", ", words));
    }
    return text;
  }

  private static Matcher matching(Pattern pattern, String text, String expected) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not " + expected);
    }
    return matcher;
  }
}
