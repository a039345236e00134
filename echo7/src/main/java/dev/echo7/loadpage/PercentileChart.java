package dev.echo7.loadpage;

import dev.echo7.result.LoadRun;
import dev.echo7.text.TimeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** The chart of percentiles, on the axis 1/(1-q). */
final class PercentileChart {
  private static final int POINTS = 240;

  private PercentileChart() {}

  static String html(LoadRun run) {
    Histogram service = run.times().service();
    Histogram response = run.times().response();
    long count = response.getTotalCount();
    if (count == 0) {
      return "";
    }
    Axis across = Axis.percentiles(count);
    Axis up =
        Axis.times(
            Math.min(service.getMinNonZeroValue(), response.getMinNonZeroValue()),
            Math.max(service.getMaxValue(), response.getMaxValue()));
    String description =
        String.format(
            Locale.ROOT,
            "Response time %s at the median, %s at the 99th percentile, %s at most; service time"
                + " %s, %s, %s.",
            time(response, 50),
            time(response, 99),
            time(response, 100),
            time(service, 50),
            time(service, 99),
            time(service, 100));
    Chart chart = new Chart("percentiles", "Percentiles", description, across, up);
    chart.line("service", points(service, across.high()));
    chart.line("response", points(response, across.high()));
    chart.legend("response", "response time");
    chart.legend("service", "service time");
    return chart.html("");
  }

  private static String time(Histogram times, double percentile) {
    return TimeText.of(times.getValueAtPercentile(percentile));
  }

  private static List<double[]> points(Histogram times, double high) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i <= POINTS; i++) {
      double at = Math.pow(high, (double) i / POINTS);
      double percentile = 100 * (1 - 1 / at);
      points.add(new double[] {at, (double) times.getValueAtPercentile(percentile)});
    }
    return points;
  }
}
