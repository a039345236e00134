package dev.echo7.cli.ping;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;

/** The last probes as a row of bars; {@code x} for an unanswered one. */
final class Sparkline {
  /** More bars than any terminal shows. */
  private static final int MOST = 500;

  /** Fewer bars show nothing. */
  private static final int FEWEST = 8;

  private static final String BARS = "▁▂▃▄▅▆▇█";

  private final Deque<Long> values = new ArrayDeque<>();

  /** Adds a time, or -1 for a probe that was not answered. */
  void add(long ns) {
    values.add(ns);
    if (values.size() > MOST) {
      values.remove();
    }
  }

  /** As many of the last ones as fit; none if hardly any would. */
  String draw(int columns) {
    if (columns < FEWEST) {
      return "";
    }
    while (values.size() > columns) {
      values.remove();
    }
    long most = Math.max(1, Collections.max(values));
    StringBuilder line = new StringBuilder();
    for (long value : values) {
      line.append(value < 0 ? 'x' : BARS.charAt((int) (value * (BARS.length() - 1) / most)));
    }
    return line.toString();
  }
}
