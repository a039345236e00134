package dev.echo7.loadpage;

import dev.echo7.measure.TimeBuckets;
import dev.echo7.result.KernelSecond;
import dev.echo7.result.LoadRun;
import dev.echo7.result.LoadSlice;
import dev.echo7.result.ReportMaps;
import dev.echo7.text.Numbers;
import dev.echo7.text.TimeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The charts over time: rate, latency, and the heat map of latencies. */
final class TimeCharts {
  /** Shades of the heat map. */
  private static final int SHADES = 8;

  private static final double SECOND_NS = 1e9;

  private final LoadRun run;
  private final List<LoadSlice> columns;
  private final Histogram responses;
  private final Axis across;

  TimeCharts(LoadRun run) {
    this.run = run;
    this.columns = Columns.of(run.slices());
    this.responses = run.times().response();
    this.across = Axis.seconds(columns.isEmpty() ? 1 : columns.getLast().toNs() / SECOND_NS);
  }

  String html() {
    if (columns.isEmpty()) {
      return "";
    }
    String latency = responses.getTotalCount() == 0 ? "" : latency() + heat();
    return rate() + latency + Html.details("These charts as a table", table());
  }

  private String rate() {
    double most = columns.stream().mapToDouble(LoadSlice::rate).max().orElse(0);
    double least = columns.stream().mapToDouble(LoadSlice::rate).min().orElse(0);
    Chart chart =
        new Chart(
            "rate",
            "Verified frames per second",
            String.format(
                Locale.ROOT,
                "Between %s and %s per second; %s per second while measured.",
                Numbers.rate(least),
                Numbers.rate(most),
                Numbers.rate(run.rate())),
            across,
            Axis.counts(most));
    chart.boxes("warmup", warmup(chart, 0, Double.MAX_VALUE));
    chart.line("response", points(LoadSlice::rate));
    StringBuilder bad = new StringBuilder();
    for (LoadSlice column : columns) {
      if (column.allErrors() > 0) {
        bad.append(chart.box(from(column), to(column), 0, most * 0.04));
      }
    }
    chart.boxes("bad", bad.toString());
    chart.legend("response", "frames per second");
    if (!bad.isEmpty()) {
      chart.legend("bad", "errors or faults");
    }
    legendOfWarmup(chart);
    hover(chart);
    return chart.html("");
  }

  private String latency() {
    long least = Long.MAX_VALUE;
    for (LoadSlice column : columns) {
      Histogram times = column.times().response();
      if (times.getTotalCount() > 0) {
        least = Math.min(least, times.getValueAtPercentile(50));
      }
    }
    Chart chart =
        new Chart(
            "latency",
            "Response time, second by second",
            String.format(
                Locale.ROOT,
                "Overall, the median is %s and the 99th percentile %s; the longest took %s.",
                time(responses, 50),
                time(responses, 99),
                time(responses, 100)),
            across,
            Axis.times(least / 2, responses.getMaxValue()));
    chart.boxes("warmup", warmup(chart, 1, Double.MAX_VALUE));
    chart.line("most", points(column -> at(column, 100)));
    chart.line("late", points(column -> at(column, 99)));
    chart.line("response", points(column -> at(column, 50)));
    chart.legend("response", "p50");
    chart.legend("late", "p99");
    chart.legend("most", "max");
    legendOfWarmup(chart);
    hover(chart);
    return chart.html("");
  }

  private static double at(LoadSlice column, double percentile) {
    Histogram times = column.times().response();
    return times.getTotalCount() == 0
        ? Double.NaN
        : (double) times.getValueAtPercentile(percentile);
  }

  private String heat() {
    TimeBuckets buckets = TimeBuckets.fine(responses);
    List<long[]> counts = new ArrayList<>();
    long most = 1;
    for (LoadSlice column : columns) {
      long[] ofColumn = buckets.counts(column.times().response());
      counts.add(ofColumn);
      for (long count : ofColumn) {
        most = Math.max(most, count);
      }
    }
    List<Long> bounds = buckets.boundsNs();
    Chart chart =
        new Chart(
            "heat",
            "Response time heat map",
            "Each column is a time span of the run, each row a range of response times; the"
                + String.format(
                    Locale.ROOT,
                    " darkest cell has %s frames. The table below has the numbers.",
                    Numbers.whole(most)),
            across,
            Axis.times(bounds.getFirst(), bounds.getLast()));
    for (int shade = 1; shade <= SHADES; shade++) {
      chart.boxes("heat h" + shade, fields(chart, bounds, counts, shade, most));
    }
    chart.boxes("warmup", warmup(chart, 1, Double.MAX_VALUE));
    chart.legend("heat h2", "1 frame");
    chart.legend("heat h" + SHADES, Numbers.whole(most) + (most == 1 ? " frame" : " frames"));
    legendOfWarmup(chart);
    hover(chart);
    return chart.html("");
  }

  private String fields(Chart chart, List<Long> bounds, List<long[]> counts, int shade, long most) {
    StringBuilder boxes = new StringBuilder();
    for (int column = 0; column < counts.size(); column++) {
      for (int row = 0; row < bounds.size() - 1; row++) {
        if (shade(counts.get(column)[row], most) == shade) {
          LoadSlice slice = columns.get(column);
          boxes.append(chart.box(from(slice), to(slice), bounds.get(row), bounds.get(row + 1)));
        }
      }
    }
    return boxes.toString();
  }

  /** The shade of a count, 0 for none; logarithmic, so that a single one is visible. */
  private static int shade(long count, long most) {
    if (count == 0) {
      return 0;
    }
    double share = most == 1 ? 1 : Math.log((double) count) / Math.log((double) most);
    return 2 + (int) Math.round(share * (SHADES - 2));
  }

  private String warmup(Chart chart, double low, double high) {
    double untilS = run.head().measuredFromNs() / SECOND_NS;
    return untilS == 0 ? "" : chart.box(0, untilS, low, high);
  }

  private void legendOfWarmup(Chart chart) {
    if (run.head().measuredFromNs() > 0) {
      chart.legend("warmup", "not measured");
    }
  }

  private List<double[]> points(ToDoubleFunction<LoadSlice> value) {
    List<double[]> points = new ArrayList<>();
    for (LoadSlice column : columns) {
      double y = value.applyAsDouble(column);
      points.add(new double[] {from(column), y});
      points.add(new double[] {to(column), y});
    }
    return points;
  }

  private void hover(Chart chart) {
    for (LoadSlice column : columns) {
      chart.words(from(column), to(column), String.join(" · ", words(column)));
    }
  }

  private static List<String> words(LoadSlice column) {
    List<String> words = new ArrayList<>();
    words.add(span(column));
    words.add(Numbers.rate(column.rate()) + "/s");
    Histogram times = column.times().response();
    if (times.getTotalCount() > 0) {
      words.add("p50 " + time(times, 50));
      words.add("p99 " + time(times, 99));
      words.add("max " + time(times, 100));
    }
    if (column.allErrors() > 0) {
      words.add(
          Numbers.whole(column.allErrors())
              + (column.allErrors() == 1 ? " error or fault" : " errors or faults"));
    }
    return words;
  }

  private String table() {
    List<String> head =
        new ArrayList<>(
            List.of("from – to (s)", "frames/s", "bit/s", "p50", "p99", "max", "errors"));
    boolean hasKernel = columns.stream().anyMatch(column -> column.kernel() != null);
    if (hasKernel) {
      head.addAll(List.of("retransmits", "cwnd"));
    }
    List<List<String>> rows = new ArrayList<>();
    for (LoadSlice column : columns) {
      Histogram times = column.times().response();
      boolean none = times.getTotalCount() == 0;
      List<String> row =
          new ArrayList<>(
              List.of(
                  span(column),
                  Numbers.rate(column.rate()),
                  Numbers.scaled(column.bitsPerSecond()).strip(),
                  none ? "–" : time(times, 50),
                  none ? "–" : time(times, 99),
                  none ? "–" : time(times, 100),
                  Numbers.whole(column.allErrors())));
      if (hasKernel) {
        row.addAll(kernel(column.kernel()));
      }
      rows.add(row);
    }
    return Html.table("Rate and response time over the run", head, rows);
  }

  private static List<String> kernel(@Nullable KernelSecond kernel) {
    return kernel == null
        ? List.of("–", "–")
        : List.of(
            Numbers.whole(kernel.retransmits()), Numbers.scaled((double) kernel.cwndBytes()) + "B");
  }

  private static String span(LoadSlice column) {
    return Numbers.brief(Math.round(from(column) * 10) / 10.0)
        + "–"
        + Numbers.brief(Math.round(to(column) * 10) / 10.0);
  }

  /** A percentile, or a dash if there are too few times for it. */
  private static String time(Histogram times, double percentile) {
    return percentile == 100 || ReportMaps.holds(times.getTotalCount(), percentile)
        ? TimeText.of(times.getValueAtPercentile(percentile))
        : "–";
  }

  private static double from(LoadSlice column) {
    return column.fromNs() / SECOND_NS;
  }

  private static double to(LoadSlice column) {
    return column.toNs() / SECOND_NS;
  }
}
