package dev.echo7.events;

/** Makes text that a peer had a hand in safe to print: a PTR record may hold an escape sequence. */
final class Escape {

  private Escape() {}

  /**
   * The text with everything but visible ASCII written as {@code \}{@code xHH} or {@code \}{@code
   * u{H}}.
   */
  static String text(String untrusted) {
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
                safe.append(String.format("\\x%02x", point));
              } else {
                safe.append(String.format("\\u{%x}", point));
              }
            });
    return safe.toString();
  }

  private static boolean isPlain(int point) {
    return point > ' ' && point < 0x7f && point != '\\';
  }
}
