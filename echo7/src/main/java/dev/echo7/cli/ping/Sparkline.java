package dev.echo7.cli.ping;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;

/** The last probes as a row of bars; {@code x} for an unanswered one. */
final class Sparkline {
  private static final int WIDTH = 32;
  private static final String BARS = "▁▂▃▄▅▆▇█";

  private final Deque<Long> values = new ArrayDeque<>();

  /** Adds a time, or -1 for a probe that was not answered. */
  void add(long ns) {
    values.add(ns);
    if (values.size() > WIDTH) {
      values.remove();
    }
  }

  @Override
  public String toString() {
    long most = Math.max(1, Collections.max(values));
    StringBuilder line = new StringBuilder();
    for (long value : values) {
      line.append(value < 0 ? 'x' : BARS.charAt((int) (value * (BARS.length() - 1) / most)));
    }
    return line.toString();
  }
}
