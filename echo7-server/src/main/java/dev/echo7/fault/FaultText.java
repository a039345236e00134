package dev.echo7.fault;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of faults as text, and back. The case of units does not matter; every failure is an
 * {@link IllegalArgumentException} whose message quotes the text and shows a valid one.
 */
final class FaultText {
  /** The longest time that a word may have. */
  static final Duration LONGEST = Duration.ofHours(24);

  private static final Pattern TIME =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?)(us|ms|s|min|h)");
  private static final Pattern BYTES =
      Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,9})?)([kmg]?)(?:i?b)?");
  private static final Pattern RATE =
      Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,9})?)([kmg]?)b?/s");
  private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,9})?)%");
  private static final Pattern ONE_IN = Pattern.compile("1/([1-9][0-9]{0,14})");
  private static final BigDecimal KIB = BigDecimal.valueOf(1024);
  private static final long US = 1_000;
  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000_000_000;
  private static final int HIGHEST_PRINTED = 0x7e;

  private FaultText() {}

  /** Whether it is a number of bytes, and not a time. */
  static boolean isBytes(String text) {
    return BYTES.matcher(text.toLowerCase(Locale.ROOT)).matches();
  }

  /**
   * Rejects what is neither a number of bytes nor a time, where both may stand.
   *
   * @return whether it is a number of bytes
   */
  static boolean isBytesNotTime(String text) {
    if (!isBytes(text) && !TIME.matcher(text.toLowerCase(Locale.ROOT)).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is neither a number of bytes nor a time; write 64k or 2s");
    }
    return isBytes(text);
  }

  /** {@code 50ms}, {@code 1.5s}, {@code 2min}: always with its unit. */
  static Duration time(String text) {
    Matcher matcher = TIME.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a time"
              + (isBytes(text) ? ", which needs a unit" : "")
              + "; write 50ms, 2s, 1min or 1h");
    }
    long unitNs =
        switch (matcher.group(2)) {
          case "us" -> US;
          case "ms" -> MS;
          case "s" -> SECOND;
          case "min" -> 60 * SECOND;
          default -> 3_600 * SECOND;
        };
    BigDecimal ns = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unitNs));
    if (ns.compareTo(BigDecimal.valueOf(LONGEST.toNanos())) > 0) {
      throw new IllegalArgumentException("'" + text + "' is too long; at most 24h");
    }
    return Duration.ofNanos(ns.longValue());
  }

  static String time(Duration time) {
    long ns = time.toNanos();
    if (ns >= SECOND && ns % MS == 0) {
      return plain(ns, SECOND) + "s";
    }
    return ns % US == 0 && ns < MS ? ns / US + "us" : plain(ns, MS) + "ms";
  }

  private static String plain(long ns, long unitNs) {
    return BigDecimal.valueOf(ns)
        .divide(BigDecimal.valueOf(unitNs), 6, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  /** {@code 64}, {@code 16k}, {@code 1m}: powers of 1024. */
  static long bytes(String text) {
    Matcher matcher = BYTES.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a number of bytes; write 64, 16k or 1m");
    }
    BigDecimal unit =
        switch (matcher.group(2)) {
          case "k" -> KIB;
          case "m" -> KIB.pow(2);
          case "g" -> KIB.pow(3);
          default -> BigDecimal.ONE;
        };
    return whole(text, new BigDecimal(matcher.group(1)).multiply(unit));
  }

  static String bytes(long bytes) {
    long kib = 1024;
    if (bytes == 0 || bytes % kib != 0) {
      return "" + bytes;
    }
    return bytes % (kib * kib) == 0 ? bytes / (kib * kib) + "m" : bytes / kib + "k";
  }

  /** {@code 500/s}, {@code 64k/s}, {@code 1m/s}: powers of 1000. */
  static long rate(String text) {
    Matcher matcher = RATE.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a rate in bytes per second; write 500/s, 64k/s or 1m/s");
    }
    long unit =
        switch (matcher.group(2)) {
          case "k" -> 1_000;
          case "m" -> 1_000_000;
          case "g" -> 1_000_000_000;
          default -> 1;
        };
    return whole(text, new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)));
  }

  static String rate(long perSecond) {
    if (perSecond % 1_000 != 0) {
      return perSecond + "/s";
    }
    return perSecond % 1_000_000 == 0 ? perSecond / 1_000_000 + "m/s" : perSecond / 1_000 + "k/s";
  }

  private static long whole(String text, BigDecimal value) {
    try {
      return value.longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "' is not a whole number of bytes", e);
    }
  }

  /** {@code 10%} is 0.1. */
  static double percent(String text) {
    Matcher matcher = PERCENT.matcher(text);
    double share = matcher.matches() ? Double.parseDouble(matcher.group(1)) / 100 : -1;
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a share; write 10%, above 0% and at most 100%");
    }
    return share;
  }

  static String percent(double share) {
    return BigDecimal.valueOf(share)
            .movePointRight(2)
            .setScale(9, RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString()
        + "%";
  }

  /** {@code 1/1000} is 1000. */
  static long oneIn(String text) {
    Matcher matcher = ONE_IN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' must have the form 1/N; write 1/1000 for one byte in 1000");
    }
    return Long.parseLong(matcher.group(1));
  }

  /** Undoes {@link #encoded} (RFC 3986, section 2.1). */
  static byte[] decoded(String text) {
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    byte[] decoded = new byte[raw.length];
    int count = 0;
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%') {
        int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
        int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw new IllegalArgumentException(
              "'" + text + "' has a % without two hexadecimal digits; write % itself as %25");
        }
        decoded[count++] = (byte) (high * 16 + low);
        i += 2;
      } else {
        decoded[count++] = raw[i];
      }
    }
    return Arrays.copyOf(decoded, count);
  }

  /** Everything but plain characters as {@code %XX}. */
  static String encoded(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte each : bytes) {
      int value = each & 0xff;
      if (value > ' ' && value <= HIGHEST_PRINTED && "%&?#'\"".indexOf(value) < 0) {
        text.append((char) value);
      } else {
        text.append(String.format(Locale.ROOT, "%%%02X", value));
      }
    }
    return text.toString();
  }
}
