package dev.echo7.text;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Escapes untrusted text for printing: a PTR record may contain an escape sequence. */
public final class Escape {

  private Escape() {}

  /** The same for a line: the blanks between words stay. */
  public static String line(String untrusted) {
    return Stream.of(untrusted.split(" ", -1)).map(Escape::text).collect(Collectors.joining(" "));
  }

  /** Writes everything but visible ASCII as {@code \}{@code xHH} or {@code \}{@code u{H}}. */
  public static String text(String untrusted) {
    if (untrusted.chars().allMatch(Escape::isPlain)) {
      return untrusted;
    }
    StringBuilder safe = new StringBuilder(untrusted.length() + 16);
    untrusted
        .codePoints()
        .forEach(
            point -> {
              if (isPlain(point)) {
                safe.append((char) point);
              } else if (point == '\\') {
                safe.append("\\\\");
              } else if (point < 0x100) {
                safe.append(String.format(Locale.ROOT, "\\x%02x", point));
              } else {
                safe.append(String.format(Locale.ROOT, "\\u{%x}", point));
              }
            });
    return safe.toString();
  }

  private static boolean isPlain(int point) {
    return point > ' ' && point < 0x7f && point != '\\';
  }
}
