package dev.echo7.cli;

import dev.echo7.text.TimeUnits;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the values of options that need more than picocli's own converters. Every method throws an
 * {@link IllegalArgumentException} whose message quotes the text and shows valid examples. The case
 * of units and words does not matter.
 */
public final class Converters {
  private static final Pattern DURATION =
      Pattern.compile("([0-9]+(?:\\.[0-9]{0,9})?|\\.[0-9]{1,9})(" + TimeUnits.REGEX + ")?");
  private static final Pattern SIZE = Pattern.compile("([0-9]+(?:\\.[0-9]{1,9})?)([kmg]?)(?:i?b)?");
  private static final Pattern COUNT = Pattern.compile("([0-9]+(?:\\.[0-9]{1,9})?)([km]?)");
  private static final long MOST_DAYS = 999_999_999;

  private Converters() {}

  /** A duration: {@code 500ms}, {@code 2s}, {@code 1.5m}; seconds if there is no unit. */
  public static Duration duration(String text) {
    Matcher matcher = matching(DURATION, text, "a duration; write 500ms, 2s or 1m");
    String unit = matcher.group(2);
    double unitNs = TimeUnits.ns(unit == null ? "s" : unit);
    double ns = Double.parseDouble(matcher.group(1)) * unitNs;
    if (ns > MOST_DAYS * TimeUnits.ns("d")) {
      throw new IllegalArgumentException(
          "'" + text + "' is too long; the maximum is " + MOST_DAYS + "d");
    }
    // Beyond what fits into nanoseconds, a microsecond more or less does not matter.
    return ns < Long.MAX_VALUE
        ? Duration.ofNanos(Math.round(ns))
        : Duration.ofSeconds(Math.round(ns / 1e9));
  }

  /** A size in bytes: {@code 64}, {@code 16k}, {@code 1.5m}, {@code 2GiB}; powers of 1024. */
  public static long size(String text) {
    Matcher matcher = matching(SIZE, text, "a size; write 64, 16k or 1m");
    long unit =
        switch (matcher.group(2)) {
          case "k" -> 1L << 10;
          case "m" -> 1L << 20;
          case "g" -> 1L << 30;
          default -> 1;
        };
    return whole(text, matcher.group(1), unit, Long.MAX_VALUE);
  }

  /** A number of things: {@code 50}, {@code 10k}, {@code 1.5m}; powers of 1000. */
  public static long count(String text) {
    return count(text, text, Long.MAX_VALUE, "a whole number; write 50, 10k or 1m");
  }

  /** The same, for what is counted in an int. */
  public static int smallCount(String text) {
    return (int) count(text, text, Integer.MAX_VALUE, "a whole number; write 50, 10k or 1m");
  }

  /** A rate per second: {@code 50}, {@code 50/s}, {@code 2k} or {@code 1.5k/s}. */
  public static int rate(String text) {
    String number =
        text.toLowerCase(Locale.ROOT).endsWith("/s") ? text.substring(0, text.length() - 2) : text;
    return (int) count(text, number, Integer.MAX_VALUE, "a rate; write 50, 50/s or 2k");
  }

  private static long count(String text, String number, long most, String expected) {
    Matcher matcher = COUNT.matcher(number.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not " + expected);
    }
    long unit =
        switch (matcher.group(2)) {
          case "k" -> 1_000;
          case "m" -> 1_000_000;
          default -> 1;
        };
    return whole(text, matcher.group(1), unit, most);
  }

  /** {@code 1.5k} is a whole number, {@code 1.5} is not. */
  private static long whole(String text, String number, long unit, long most) {
    BigDecimal value = new BigDecimal(number).multiply(BigDecimal.valueOf(unit));
    if (value.stripTrailingZeros().scale() > 0) {
      throw new IllegalArgumentException("'" + text + "' is not a whole number");
    }
    if (value.compareTo(BigDecimal.valueOf(most)) > 0) {
      throw new IllegalArgumentException("'" + text + "' is too large; the maximum is " + most);
    }
    return value.longValue();
  }

  /** One of these words, as it is spelled there. */
  public static String oneOf(List<String> words, String text) {
    return words.stream()
        .filter(word -> word.equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be " + alternatives(words) + ", not '" + text + "'"));
  }

  /** {@code a, b or c}. */
  static String alternatives(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.getFirst()
        : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  /** {@code a, b and c}. */
  static String and(List<String> words) {
    return alternatives(words).replaceFirst(" or (?=[^ ]*$)", " and ");
  }

  private static Matcher matching(Pattern pattern, String text, String expected) {
    Matcher matcher = pattern.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not " + expected);
    }
    return matcher;
  }
}
