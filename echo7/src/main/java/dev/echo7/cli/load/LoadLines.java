package dev.echo7.cli.load;

import dev.echo7.result.LoadHead;
import dev.echo7.result.LoadSlice;
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
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining("; ")));
    return lines;
  }

  /** A second: {@code 3s 5000/s p50 0.061 ms p99 0.243 ms max 1.105 ms errors 0}. */
  public static String second(LoadSlice slice) {
    Histogram response = slice.times().response();
    String times =
        response.getTotalCount() == 0
            ? "(not measured)"
            : "p50 "
                + ms(response.getValueAtPercentile(50))
                + "  p99 "
                + ms(response.getValueAtPercentile(99))
                + "  max "
                + ms(response.getMaxValue());
    return String.format(
        Locale.ROOT,
        "%4.0fs %8.0f/s  %s  errors %d",
        slice.toNs() / 1e9,
        slice.rate(),
        times,
        slice.allErrors());
  }

  private static String ms(long ns) {
    return TimeText.ms((double) ns) + " ms";
  }
}
