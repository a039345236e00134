package dev.echo7.junit;

import java.util.Locale;

/** Bytes as a person reads them. */
final class QuotedBytes {
  private static final int FIRST_PRINTED = 0x20;
  private static final int LAST_PRINTED = 0x7e;

  private QuotedBytes() {}

  /** {@code "GET / HTTP/1.1\r\n\x00"}, of the first bytes. */
  static String of(byte[] bytes, int most) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < Math.min(bytes.length, most); i++) {
      append(text, bytes[i]);
    }
    return text.append('"').toString();
  }

  private static void append(StringBuilder text, byte value) {
    switch (value) {
      case '\r' -> text.append("\\r");
      case '\n' -> text.append("\\n");
      case '\t' -> text.append("\\t");
      case '"', '\\' -> text.append('\\').append((char) value);
      default -> {
        if (value >= FIRST_PRINTED && value <= LAST_PRINTED) {
          text.append((char) value);
        } else {
          text.append(String.format(Locale.ROOT, "\\x%02x", value & 0xff));
        }
      }
    }
  }
}
