package dev.echo7.admin.http;

import io.netty.handler.codec.http.HttpMessage;
import java.util.ArrayList;
import java.util.List;

/** Header fields whose value is a list, over any number of lines (RFC 9110, section 5.6.1). */
public final class FieldList {
  private FieldList() {}

  /** The members of all fields of this name, stripped of white space, without empty ones. */
  public static List<String> of(HttpMessage message, CharSequence name) {
    return message.headers().getAll(name).stream().flatMap(v -> split(v, ',').stream()).toList();
  }

  /** Splits a text at separators that are not inside quotes. */
  static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next == '"') {
        quoted = !quoted;
      } else if (next == '\\' && quoted) {
        i++;
      } else if (next == separator && !quoted) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(text.substring(start).strip());
    parts.removeIf(String::isEmpty);
    return parts;
  }
}
