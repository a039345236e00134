package dev.echo7.loadpage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A chart: a drawing that scales to the available space, and labels at its edges that do not.
 *
 * <p>One thread.
 */
final class Chart {
  /** The width and height of the drawing in its own units. */
  private static final double SIDE = 1000;

  private final String id;
  private final String title;
  private final String description;
  private final Axis across;
  private final Axis up;
  private final StringBuilder drawing = new StringBuilder();
  private final List<String> legend = new ArrayList<>();

  /**
   * An empty one.
   *
   * @param id unique on the page
   * @param title its heading; text
   * @param description what it shows, for screen readers; text
   */
  Chart(String id, String title, String description, Axis across, Axis up) {
    this.id = id;
    this.title = title;
    this.description = description;
    this.across = across;
    this.up = up;
  }

  /**
   * A line, broken where {@code y} is not a number; {@code style} is a class of the style sheet.
   */
  void line(String style, List<double[]> points) {
    StringBuilder path = new StringBuilder();
    boolean down = false;
    for (double[] point : points) {
      if (Double.isNaN(point[1])) {
        down = false;
        continue;
      }
      path.append(down ? 'L' : 'M').append(x(point[0])).append(' ').append(y(point[1]));
      down = true;
    }
    drawing.append(String.format(Locale.ROOT, "<path class=\"line %s\" d=\"%s\"/>%n", style, path));
  }

  /** The path of a box, one of many in {@link #boxes}. */
  String box(double fromX, double toX, double fromY, double toY) {
    return String.format(
        Locale.ROOT, "M%s %sH%sV%sH%sZ", x(fromX), y(fromY), x(toX), y(toY), x(fromX));
  }

  /** Filled boxes. */
  void boxes(String style, String boxes) {
    if (!boxes.isEmpty()) {
      drawing.append(String.format(Locale.ROOT, "<path class=\"%s\" d=\"%s\"/>%n", style, boxes));
    }
  }

  /** A tooltip between two values; text. */
  void words(double fromX, double toX, String words) {
    drawing.append(
        String.format(
            Locale.ROOT,
            "<path class=\"hover\" d=\"%s\"><title>%s</title></path>%n",
            box(fromX, toX, up.low(), up.high()),
            Html.text(words)));
  }

  /** Adds a style to the legend; text. */
  void legend(String style, String meaning) {
    legend.add(
        String.format(Locale.ROOT, "<li class=\"key %s\">%s</li>", style, Html.text(meaning)));
  }

  private String x(double value) {
    return number(across.place(value) * SIDE);
  }

  private String y(double value) {
    return number((1 - up.place(value)) * SIDE);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
  }

  /** The chart, with something below it. */
  String html(String below) {
    StringBuilder html = new StringBuilder();
    html.append(String.format(Locale.ROOT, "<figure class=\"panel chart\" id=\"%s\">%n", id));
    html.append(String.format(Locale.ROOT, "<figcaption><h2>%s</h2>", Html.text(title)));
    html.append(
        String.format(
            Locale.ROOT, "<ul class=\"legend\">%s</ul></figcaption>%n", String.join("", legend)));
    html.append("<div class=\"plot\">\n<div class=\"ups\" aria-hidden=\"true\">");
    up.ticks().forEach(tick -> html.append(edge("bottom", up.place(tick.at()), tick.label())));
    html.append("</div>\n<div class=\"area\">").append(svg()).append("</div>\n");
    html.append("<div class=\"acrosses\" aria-hidden=\"true\">");
    across
        .ticks()
        .forEach(tick -> html.append(edge("left", across.place(tick.at()), tick.label())));
    html.append(String.format(Locale.ROOT, "</div>%n</div>%n%s</figure>%n", below));
    return html.toString();
  }

  private static String edge(String side, double place, String label) {
    return String.format(
        Locale.ROOT,
        "<span style=\"%s:%s%%\">%s</span>",
        side,
        number(place * 100),
        Html.text(label));
  }

  private String svg() {
    StringBuilder grid = new StringBuilder();
    up.ticks().forEach(tick -> grid.append(String.format(Locale.ROOT, "M0 %sH1000", y(tick.at()))));
    across
        .ticks()
        .forEach(tick -> grid.append(String.format(Locale.ROOT, "M%s 0V1000", x(tick.at()))));
    return String.format(
        Locale.ROOT,
        """
        <svg role="img" aria-labelledby="%1$s-title %1$s-desc" viewBox="0 0 1000 1000" \
        preserveAspectRatio="none">
        <title id="%1$s-title">%2$s</title><desc id="%1$s-desc">%3$s</desc>
        <path class="grid" d="%4$s"/>
        %5$s</svg>
        """,
        id,
        Html.text(title),
        Html.text(description),
        grid,
        drawing);
  }
}
