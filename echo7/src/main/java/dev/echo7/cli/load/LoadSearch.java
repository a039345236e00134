package dev.echo7.cli.load;

import dev.echo7.cli.ExitCode;
import dev.echo7.client.load.KneeSearch;
import dev.echo7.client.load.LoadMode;
import dev.echo7.client.load.LoadOptions;
import dev.echo7.json.Json;
import dev.echo7.measure.FailIf;
import dev.echo7.net.failure.FailureText;
import dev.echo7.result.LoadRun;
import dev.echo7.text.TimeText;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** {@code --find-rate}, as its user sees it: a line a step, then the report of the best one. */
final class LoadSearch {
  private final LoadTalk talk;
  private final LoadPrinting printing;
  private final LoadShape shape;
  private final PrintStream out;
  private final List<KneeSearch.Step> steps = new CopyOnWriteArrayList<>();
  private volatile @Nullable LoadMode current;
  private volatile boolean stopped;

  LoadSearch(LoadTalk talk, LoadPrinting printing, LoadShape shape, PrintStream out) {
    this.talk = talk;
    this.printing = printing;
    this.shape = shape;
    this.out = out;
  }

  /** Returns the exit code. */
  int run(FailIf goal, LoadOptions options) throws IOException {
    talk.onTermination(this::stop);
    talk.onRequest(this::sayStatus);
    if (!printing.isForMachines()) {
      out.println(
          "FIND-RATE " + printing.findRate() + ", " + options.connections() + " connections");
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

  /** The best rate so far, and how the one that is being tried does. */
  private void sayStatus() {
    talk.say(
        steps.stream()
            .filter(KneeSearch.Step::holds)
            .max(Comparator.comparingDouble(KneeSearch.Step::rate))
            .map(step -> String.format(Locale.ROOT, "highest rate so far: %.0f/s", step.rate()))
            .orElse("no rate was found so far at which it holds"));
    LoadMode mode = current;
    if (mode != null) {
      talk.sayStatus(mode);
    }
  }

  private @Nullable LoadRun at(double rate, LoadOptions options) throws IOException {
    LoadOptions faster = options.withRate(rate);
    LoadMode mode = talk.mode(shape.depthFollowsRate() ? faster.withDefaultDepth() : faster);
    current = mode;
    LoadRun run = stopped ? null : mode.run();
    return stopped ? null : run;
  }

  private void tried(KneeSearch.Step step) {
    steps.add(step);
    if (printing.jsonStream()) {
      out.println(Json.line(LoadJson.event("step", map(step))));
    } else if (!printing.json()) {
      out.println(line(step));
    }
  }

  private static String line(KneeSearch.Step step) {
    Histogram response = step.run().times().response();
    return String.format(
        Locale.ROOT,
        "%9.0f/s  p50 %s  p99 %s  max %s  %s",
        step.rate(),
        TimeText.of(response.getValueAtPercentile(50)),
        TimeText.of(response.getValueAtPercentile(99)),
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
    found.put("goal", printing.findRate());
    found.put("rate", best == null ? null : best.rate());
    found.put("steps", steps.stream().map(LoadSearch::map).toList());
    if (!printing.isForMachines()) {
      String rest =
          worst == null
              ? ""
              : String.format(
                  Locale.ROOT, "; at %.0f/s: %s", worst.rate(), worst.unmet().getFirst());
      out.println(
          best == null
              ? "no rate was found at which it holds" + rest
              : String.format(Locale.ROOT, "highest rate that holds: %.0f/s", best.rate()) + rest);
    }
    IOException broken = knee.broken();
    if (broken != null) {
      found.put("error", FailureText.of(broken));
      talk.say("the search broke off: " + FailureText.of(broken));
    }
    return best == null
        ? nothing(found)
        : talk.endBest(best.run(), Map.of("findRate", found), broken == null);
  }

  private int nothing(Map<String, Object> found) {
    if (printing.isForMachines()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("mode", "load");
      map.put("error", "no rate was found at which it holds");
      map.put("findRate", found);
      map.put("exitCode", ExitCode.FAILED);
      out.print(printing.json() ? Json.document(map) : Json.line(map) + System.lineSeparator());
    }
    return ExitCode.FAILED;
  }
}
