package dev.echo7.cli.load;

import dev.echo7.result.KernelSecond;
import dev.echo7.result.LoadHead;
import dev.echo7.result.LoadSlice;
import dev.echo7.result.ReportMaps;
import dev.echo7.text.Numbers;
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

  /** The names of the columns of {@link #second}. */
  public static String heading() {
    return row("time", "frames/s", "bit/s", times("p50", "p99", "max"), "retr", "cwnd", "errors");
  }

  /** A second: {@code 3s 5000 2.56 M 61.0 us 243.1 us 1.11 ms 0 640 kB 0}; at most 80 columns. */
  public static String second(LoadSlice slice) {
    Histogram response = slice.times().response();
    KernelSecond kernel = slice.kernel();
    return row(
        String.format(Locale.ROOT, "%.0fs", slice.toNs() / 1e9),
        String.format(Locale.ROOT, "%.0f", slice.rate()),
        Numbers.scaled(slice.bitsPerSecond()).strip(),
        response.getTotalCount() == 0
            ? "(not measured)"
            : times(
                percentile(response, 50),
                percentile(response, 99),
                TimeText.of(response.getMaxValue())),
        kernel == null ? "-" : Numbers.compact(kernel.retransmits()),
        kernel == null ? "-" : Numbers.scaled((double) kernel.cwndBytes()) + "B",
        "" + slice.allErrors());
  }

  private static String times(String p50, String p99, String max) {
    return String.format(Locale.ROOT, "%9s  %9s  %9s", p50, p99, max);
  }

  private static String row(
      String time,
      String frames,
      String bits,
      String times,
      String retransmits,
      String window,
      String errors) {
    return String.format(
        Locale.ROOT,
        "%6s %9s %7s  %31s %5s %8s %6s",
        time,
        frames,
        bits,
        times,
        retransmits,
        window,
        errors);
  }

  /** A percentile, or a dash if there are too few times for it. */
  static String percentile(Histogram times, double percentile) {
    return ReportMaps.holds(times.getTotalCount(), percentile)
        ? TimeText.of(times.getValueAtPercentile(percentile))
        : "-";
  }
}
