package dev.echo7.loadpage;

import java.util.List;
import java.util.Locale;

/**
 * The few HTML elements of the page. Parameters called text may contain anything and are escaped.
 */
final class Html {
  private Html() {}

  /** Escapes markup, and spells out invisible characters. */
  static String text(String untrusted) {
    StringBuilder safe = new StringBuilder(untrusted.length() + 16);
    untrusted.codePoints().forEach(point -> append(safe, point));
    return safe.toString();
  }

  private static void append(StringBuilder safe, int point) {
    switch (point) {
      case '&' -> safe.append("&amp;");
      case '<' -> safe.append("&lt;");
      case '>' -> safe.append("&gt;");
      case '"' -> safe.append("&quot;");
      case '\'' -> safe.append("&#39;");
      case '\n' -> safe.append('\n');
      default -> {
        if (isShapeless(point)) {
          safe.append(String.format(Locale.ROOT, "\\u{%x}", point));
        } else {
          safe.appendCodePoint(point);
        }
      }
    }
  }

  /** Control characters, and those that change the direction of writing. */
  private static boolean isShapeless(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /**
   * A table that scrolls by itself if it is too wide.
   *
   * @param caption for screen readers; text
   * @param head names of the columns; text
   * @param rows the first cell of each is its name; text
   */
  static String table(String caption, List<String> head, List<List<String>> rows) {
    StringBuilder html = new StringBuilder();
    String name = text(caption);
    html.append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
    html.append(name).append("\">\n<table><caption class=\"unseen\">").append(name);
    html.append("</caption>\n<thead><tr>");
    head.forEach(cell -> html.append("<th scope=\"col\">").append(text(cell)).append("</th>"));
    html.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : rows) {
      html.append("<tr><th scope=\"row\">").append(text(row.getFirst())).append("</th>");
      row.stream().skip(1).forEach(cell -> html.append("<td>").append(text(cell)).append("</td>"));
      html.append("</tr>\n");
    }
    return html.append("</tbody></table></div>\n").toString();
  }

  /** A section that is closed until the reader opens it. */
  static String details(String summary, String html) {
    return "<details><summary>" + text(summary) + "</summary>\n" + html + "</details>\n";
  }
}
