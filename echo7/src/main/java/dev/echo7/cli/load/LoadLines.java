package dev.echo7.cli.load;

import dev.echo7.result.LoadHead;
import dev.echo7.result.LoadSlice;
import dev.echo7.result.ReportMaps;
import dev.echo7.text.TimeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** What load prints for people while it runs. */
public final class LoadLines {
  private LoadLines() {}

  /** The endpoint and the parameters. */
  public static List<String> start(LoadHead head) {
    Map<String, String> known = head.parameters();
    List<String> lines = new ArrayList<>();
    lines.add("LOAD " + known.get("endpoint") + " (" + known.get("address") + ")");
    lines.add(
        known.entrySet().stream()
            .skip(2)
            .map(entry -> LoadHead.label(entry.getKey()) + " " + entry.getValue())
            .collect(Collectors.joining("; ")));
    return lines;
  }

  /** A second: {@code 3s 5000/s p50 61.0 us p99 243.1 us max 1.11 ms errors 0}. */
  public static String second(LoadSlice slice) {
    Histogram response = slice.times().response();
    String times =
        response.getTotalCount() == 0
            ? "(not measured)"
            : String.format(
                Locale.ROOT,
                "p50 %9s  p99 %9s  max %9s",
                percentile(response, 50),
                percentile(response, 99),
                TimeText.of(response.getMaxValue()));
    return String.format(
        Locale.ROOT,
        "%4.0fs %8.0f/s  %s  errors %d",
        slice.toNs() / 1e9,
        slice.rate(),
        times,
        slice.allErrors());
  }

  /** A percentile, or a dash if there are too few times for it. */
  static String percentile(Histogram times, double percentile) {
    return ReportMaps.holds(times.getTotalCount(), percentile)
        ? TimeText.of(times.getValueAtPercentile(percentile))
        : "-";
  }
}
