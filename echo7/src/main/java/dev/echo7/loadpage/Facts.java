package dev.echo7.loadpage;

import dev.echo7.measure.StepTimes;
import dev.echo7.measure.TimeBuckets;
import dev.echo7.result.LoadHead;
import dev.echo7.result.LoadRun;
import dev.echo7.result.LoadTotals;
import dev.echo7.result.ReportMaps;
import dev.echo7.text.Numbers;
import dev.echo7.text.TimeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The tables of a run. */
final class Facts {
  private Facts() {}

  /** Percentiles of both times. */
  static String percentiles(LoadRun run) {
    Histogram service = run.times().service();
    Histogram response = run.times().response();
    if (response.getTotalCount() == 0) {
      return panel("percentile-table", "Times", "<p>Nothing came back.</p>\n");
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("min", response.getMinValue(), service.getMinValue()));
    rows.add(row("mean", Math.round(response.getMean()), Math.round(service.getMean())));
    for (double percentile : ReportMaps.percentiles(response.getTotalCount())) {
      rows.add(
          row(
              ReportMaps.name(percentile),
              response.getValueAtPercentile(percentile),
              service.getValueAtPercentile(percentile)));
    }
    rows.add(row("max", response.getMaxValue(), service.getMaxValue()));
    String table =
        Html.table("Percentiles of both times", List.of("time", "response", "service"), rows);
    String about =
        run.head().isOpenLoop()
            ? "Response: from when a frame was due. Service: from when it was sent."
            : "Closed loop: a frame is sent when the previous one is back, so a slow server gets"
                + " fewer frames, and both times are the same.";
    return panel(
        "percentile-table",
        "Times",
        table + "<p class=\"quiet\">" + about + "</p>\n" + distribution(response));
  }

  private static List<String> row(String name, long responseNs, long serviceNs) {
    return List.of(name, TimeText.of(responseNs), TimeText.of(serviceNs));
  }

  /** The times of the steps of new connections; empty if connections were kept. */
  static String steps(LoadRun run) {
    StepTimes steps = run.steps();
    if (steps == null) {
      return "";
    }
    List<List<String>> rows = new ArrayList<>();
    addStep(rows, "connect", steps.connect());
    addStep(rows, "TLS handshake", steps.tls());
    addStep(rows, "echo", steps.echo());
    List<String> names = List.of("step", "count", "min", "mean", "p50", "p99", "max");
    return panel(
        "steps",
        "Steps of new connections",
        Html.table("Times of each step of a new connection", names, rows));
  }

  private static void addStep(List<List<String>> rows, String name, Histogram times) {
    if (times.getTotalCount() > 0) {
      rows.add(
          List.of(
              name,
              Numbers.whole(times.getTotalCount()),
              TimeText.of(times.getMinValue()),
              TimeText.of(Math.round(times.getMean())),
              TimeText.of(times.getValueAtPercentile(50)),
              TimeText.of(times.getValueAtPercentile(99)),
              TimeText.of(times.getMaxValue())));
    }
  }

  private static String distribution(Histogram response) {
    TimeBuckets buckets = TimeBuckets.coarse(response);
    long[] counts = buckets.counts(response);
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      rows.add(
          List.of(
              "below " + TimeText.whole(buckets.boundsNs().get(i + 1)),
              Numbers.whole(counts[i]),
              Numbers.percent(counts[i] * 100.0 / response.getTotalCount())));
    }
    return Html.details(
        "Histogram",
        Html.table("Response times by bucket", List.of("response", "frames", "share"), rows));
  }

  /** The parameters, and the number of machines. */
  static String parameters(LoadRun run) {
    List<List<String>> rows = new ArrayList<>();
    run.head()
        .parameters()
        .forEach((name, value) -> rows.add(List.of(LoadHead.label(name), value)));
    if (run.head().machines() > 1) {
      rows.add(List.of("machines", Numbers.whole(run.head().machines())));
    }
    rows.add(
        List.of(
            "loop", run.head().isOpenLoop() ? "open: sends do not wait for replies" : "closed"));
    StringBuilder notes = new StringBuilder();
    run.head().notes().forEach(note -> notes.append(paragraph("quiet", note)));
    return panel("parameters", "Parameters", pairs(rows) + notes);
  }

  /** Frames sent, verified and lost. */
  static String counts(LoadRun run) {
    LoadTotals totals = run.totals();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("frames sent", Numbers.whole(totals.transmitted())));
    rows.add(List.of("came back, verified", Numbers.whole(totals.verified())));
    rows.add(List.of("lost", Numbers.whole(totals.lost())));
    rows.add(List.of("delayed before send", Numbers.whole(totals.heldBack())));
    rows.add(List.of("never sent", Numbers.whole(totals.unsent())));
    rows.add(List.of("loss, of frames due", Numbers.percent(totals.lossPercent())));
    rows.add(List.of("reconnects", Numbers.whole(totals.reconnects())));
    StringBuilder evidence = new StringBuilder();
    for (String fault : totals.firstFaults()) {
      evidence.append("<pre>").append(Html.text(fault)).append("</pre>\n");
    }
    return panel(
        "counts",
        "Frames, faults and errors",
        pairs(rows)
            + kinds("Faults", totals.faults())
            + (evidence.isEmpty() ? "" : Html.details("First faults", evidence.toString()))
            + kinds("Errors", totals.errors()));
  }

  private static String kinds(String heading, Map<String, Long> counts) {
    if (counts.isEmpty()) {
      return "<h3>" + heading + "</h3>\n<p class=\"quiet\">none</p>\n";
    }
    List<List<String>> rows = new ArrayList<>();
    counts.forEach((kind, count) -> rows.add(List.of(kind, Numbers.whole(count))));
    return "<h3>" + heading + "</h3>\n" + pairs(rows);
  }

  /** How precise this client was. */
  static String client(LoadRun run) {
    Histogram lateness = run.times().lateness();
    List<List<String>> rows = new ArrayList<>();
    if (!run.head().isOpenLoop()) {
      rows.add(List.of("send lateness", "no schedule"));
    } else if (lateness.getTotalCount() > 0) {
      for (double percentile : List.of(50.0, 99.0, 99.9, 100.0)) {
        if (percentile < 100 && !ReportMaps.holds(lateness.getTotalCount(), percentile)) {
          continue;
        }
        String name = percentile == 100 ? "max" : ReportMaps.name(percentile);
        rows.add(
            List.of(
                "send lateness, " + name, TimeText.of(lateness.getValueAtPercentile(percentile))));
      }
    }
    rows.add(List.of("GC pauses", Numbers.whole(run.pauses().count())));
    rows.add(List.of("total GC time", Numbers.whole(run.pauses().totalMs()) + " ms"));
    return panel("client", run.head().machines() > 1 ? "The clients" : "The client", pairs(rows));
  }

  static String paragraph(String style, String text) {
    return String.format(Locale.ROOT, "<p class=\"%s\">%s</p>%n", style, Html.text(text));
  }

  private static String pairs(List<List<String>> rows) {
    StringBuilder html = new StringBuilder("<dl>\n");
    for (List<String> row : rows) {
      html.append("<div><dt>").append(Html.text(row.getFirst())).append("</dt><dd>");
      html.append(Html.text(row.getLast())).append("</dd></div>\n");
    }
    return html.append("</dl>\n").toString();
  }

  private static String panel(String id, String heading, String html) {
    return String.format(
        Locale.ROOT,
        "<section class=\"panel\" id=\"%s\">%n<h2>%s</h2>%n%s</section>%n",
        id,
        heading,
        html);
  }
}
