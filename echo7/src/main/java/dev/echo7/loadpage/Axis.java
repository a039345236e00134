package dev.echo7.loadpage;

import dev.echo7.text.Numbers;
import dev.echo7.text.TimeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An axis of a chart: the positions of values, and the ticks.
 *
 * @param low the value at the beginning
 * @param high the value at the end; greater
 * @param isLogarithmic whether equal distances are equal factors
 * @param ticks in ascending order
 */
record Axis(double low, double high, boolean isLogarithmic, List<Tick> ticks) {
  private static final int MOST_TICKS = 9;
  private static final long MOST_NS = 100_000_000_000_000_000L;

  /**
   * A line across the chart.
   *
   * @param at its value
   * @param label text
   */
  record Tick(double at, String label) {}

  Axis {
    ticks = List.copyOf(ticks);
  }

  /** The position of a value, from 0 at the beginning to 1 at the end. */
  double place(double value) {
    double place =
        isLogarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return Double.isFinite(place) ? Math.clamp(place, 0, 1) : 0;
  }

  /** A logarithmic axis of times. */
  static Axis times(long lowNs, long highNs) {
    double low = Math.max(1, lowNs);
    double high = Math.max(low * 2, Math.min((double) highNs, (double) MOST_NS));
    List<Tick> ticks = timeTicks(low, high, 1, 2, 5);
    return new Axis(low, high, true, ticks.size() > MOST_TICKS ? timeTicks(low, high, 1) : ticks);
  }

  private static List<Tick> timeTicks(double low, double high, long... steps) {
    List<Tick> ticks = new ArrayList<>();
    for (long decade = 1; decade <= high; decade *= 10) {
      for (long step : steps) {
        if (decade * step >= low && decade * step <= high) {
          ticks.add(new Tick((double) decade * step, TimeText.whole(decade * step)));
        }
      }
    }
    return ticks;
  }

  /** An axis of counts, from 0. */
  static Axis counts(double most) {
    double step = step(Math.max(1, most) / 4, 1, 2, 5, 10);
    List<Tick> ticks = new ArrayList<>();
    double high = step * Math.max(1, Math.ceil(most / step));
    for (double at = 0; at <= high * 1.001; at += step) {
      ticks.add(new Tick(at, Numbers.brief(at)));
    }
    return new Axis(0, high, false, ticks);
  }

  /** Time since the start of a run, in seconds. */
  static Axis seconds(double highS) {
    double high = Math.max(0.001, highS);
    double wanted = high / 6;
    double step = wanted > 60 ? 60 * step(wanted / 60, 1, 2, 5, 10) : step(wanted, 1, 2, 5, 10);
    if (wanted > 10 && wanted <= 60) {
      step = wanted <= 15 ? 15 : wanted <= 30 ? 30 : 60;
    }
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i * step <= high * 1.001; i++) {
      ticks.add(new Tick(i * step, seconds(i * step, step)));
    }
    return new Axis(0, high, false, ticks);
  }

  private static String seconds(double s, double step) {
    if (step >= 60) {
      return Math.round(s / 60) + " min";
    }
    return step >= 1 ? Math.round(s) + " s" : String.format(Locale.ROOT, "%.2f s", s);
  }

  /**
   * An axis of percentiles q by 1/(1-q), which gives rare values as much room as common ones.
   *
   * @param count how many values there are; the axis ends at the percentile of a single one
   */
  static Axis percentiles(long count) {
    double high = Math.max(100, (double) count);
    List<Tick> ticks = new ArrayList<>(List.of(new Tick(2, "50%")));
    String nines = "90";
    for (double at = 10; at <= high; at *= 10) {
      ticks.add(new Tick(at, nines + "%"));
      nines = at == 10 ? "99" : at == 100 ? "99.9" : nines + "9";
    }
    return new Axis(1, high, true, ticks);
  }

  /** The smallest of the steps, times a power of ten, that is not below the one wanted. */
  private static double step(double wanted, int... steps) {
    double decade = Math.pow(10, Math.floor(Math.log10(wanted)));
    for (int step : steps) {
      if (decade * step >= wanted * 0.999) {
        return decade * step;
      }
    }
    return decade * 10;
  }
}
