package dev.echo7.cli.load;

import dev.echo7.cli.options.ReportOptions;
import dev.echo7.client.load.KneeSearch;
import dev.echo7.client.load.LoadListener;
import dev.echo7.client.load.LoadMode;
import dev.echo7.client.load.LoadOptions;
import dev.echo7.measure.FailIf;
import dev.echo7.net.failure.FailureText;
import dev.echo7.result.LoadRun;
import dev.echo7.result.ReportMaps;
import dev.echo7.text.Plural;
import dev.echo7.text.TimeText;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Runs {@code --find-rate}: prints a line per step, then the report of the best one. */
final class LoadSearch {
  private static final String NOTHING = "no rate found at which all terms hold";

  private final LoadStart start;
  private final LoadShape shape;
  private final LoadOutput output;
  private final ReportOptions report;
  private final List<KneeSearch.Step> steps = new CopyOnWriteArrayList<>();
  private volatile @Nullable LoadMode current;
  private volatile boolean stopped;

  LoadSearch(LoadStart start, LoadShape shape, LoadOutput output) {
    this.start = start;
    this.shape = shape;
    this.output = output;
    this.report = output.printing().report();
  }

  /** Returns the exit code. */
  int run(FailIf goal, LoadOptions options) throws IOException {
    output.onEnd(this::stop);
    output.onRequest(this::sayStatus);
    if (!report.isForMachines()) {
      output.print(
          "FIND-RATE "
              + output.printing().findRate()
              + ", "
              + Plural.of(options.connections(), "connection"));
    }
    KneeSearch.Knee knee = new KneeSearch(goal, rate -> at(rate, options), this::tried).run();
    return end(knee);
  }

  private void stop() {
    stopped = true;
    LoadMode mode = current;
    if (mode != null) {
      mode.stop();
    }
  }

  /** Prints the best rate so far, and the report so far of the rate being tried. */
  private void sayStatus() {
    output.complain(
        steps.stream()
            .filter(KneeSearch.Step::holds)
            .max(Comparator.comparingDouble(KneeSearch.Step::rate))
            .map(step -> String.format(Locale.ROOT, "highest rate so far: %.0f/s", step.rate()))
            .orElse("no rate found so far at which all terms hold"));
    LoadMode mode = current;
    if (mode != null) {
      output.sayStatus(mode);
    }
  }

  private @Nullable LoadRun at(double rate, LoadOptions options) throws IOException {
    LoadOptions faster = options.withRate(rate);
    LoadMode mode =
        start.mode(
            shape.depthFollowsRate() ? faster.withDefaultDepth() : faster, new LoadListener() {});
    current = mode;
    LoadRun run = stopped ? null : mode.run();
    return stopped ? null : run;
  }

  private void tried(KneeSearch.Step step) {
    steps.add(step);
    if (report.jsonStream()) {
      output.print(ReportMaps.event("step", map(step)));
    } else if (!report.json()) {
      output.print(line(step));
    }
  }

  private static String line(KneeSearch.Step step) {
    Histogram response = step.run().times().response();
    return String.format(
        Locale.ROOT,
        "%9.0f/s  p50 %s  p99 %s  max %s  %s",
        step.rate(),
        LoadLines.percentile(response, 50),
        LoadLines.percentile(response, 99),
        TimeText.of(response.getMaxValue()),
        step.holds() ? "holds" : "does not hold: " + step.unmet().getFirst());
  }

  private static Map<String, Object> map(KneeSearch.Step step) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("rate", step.rate());
    map.put("holds", step.holds());
    map.put("unmet", step.unmet());
    return map;
  }

  private int end(KneeSearch.Knee knee) {
    KneeSearch.Step best = knee.best();
    KneeSearch.Step worst = knee.worst();
    Map<String, Object> found = new LinkedHashMap<>();
    found.put("goal", output.printing().findRate());
    found.put("rate", best == null ? null : best.rate());
    found.put("steps", steps.stream().map(LoadSearch::map).toList());
    if (!report.isForMachines()) {
      String rest =
          worst == null
              ? ""
              : String.format(
                  Locale.ROOT, "; at %.0f/s: %s", worst.rate(), worst.unmet().getFirst());
      output.print(
          best == null
              ? NOTHING + rest
              : String.format(Locale.ROOT, "highest rate that holds: %.0f/s", best.rate()) + rest);
    }
    IOException broken = knee.broken();
    if (broken != null) {
      found.put("error", FailureText.of(broken));
      output.complain("the search was aborted: " + FailureText.of(broken));
    }
    return best == null
        ? output.endEmpty(NOTHING, Map.of("findRate", found))
        : output.endBest(best.run(), Map.of("findRate", found), broken == null);
  }
}
