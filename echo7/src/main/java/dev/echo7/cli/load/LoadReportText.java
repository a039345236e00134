package dev.echo7.cli.load;

import static java.util.stream.Collectors.joining;

import dev.echo7.cli.ExitCode;
import dev.echo7.cli.OutputStyle;
import dev.echo7.measure.FailIf;
import dev.echo7.measure.GcPauses;
import dev.echo7.measure.StepTimes;
import dev.echo7.measure.TimeBuckets;
import dev.echo7.result.LoadHead;
import dev.echo7.result.LoadRun;
import dev.echo7.result.LoadTotals;
import dev.echo7.result.ReportMaps;
import dev.echo7.text.Escape;
import dev.echo7.text.Numbers;
import dev.echo7.text.Plural;
import dev.echo7.text.TimeText;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * The report of {@code load} and {@code merge} for people.
 *
 * @param run of one machine or of many
 * @param isOver whether the run has ended; before that, no loss can be reported
 * @param hasParameters whether to print the parameters, which a load prints when it starts
 */
public record LoadReportText(LoadRun run, boolean isOver, boolean hasParameters) {
  private static final int BAR_CHARS = 40;
  private static final double SMALLEST_SHARE = 0.0005;

  /** The report of a run that has ended, with its parameters. */
  public LoadReportText(LoadRun run) {
    this(run, true, true);
  }

  /**
   * 0 if something was due, all of it came back intact, no connection failed, and the measurement
   * is valid.
   */
  static int exitCode(LoadRun run, List<FailIf.Failure> failures) {
    if (!failures.isEmpty()) {
      return ExitCode.THRESHOLD;
    }
    if (!run.totals().isWhole()) {
      return ExitCode.FAILED;
    }
    return run.validity().isValid() ? ExitCode.OK : ExitCode.INVALID;
  }

  /** Prints it: the verdict first, its reasons last. */
  public void print(PrintStream out, OutputStyle style) {
    StringWriter text = new StringWriter();
    print(new PrintWriter(text), style);
    out.print(style.units(text.toString()));
  }

  private void print(PrintWriter out, OutputStyle style) {
    out.println();
    out.println(text(run.head().title()) + (isOver ? ": " + verdict(style) : ", so far"));
    printParameters(out);
    out.println();
    printTimes(out);
    printHistogram(out);
    printCounts(out);
    out.println(
        "send lateness: "
            + (run.head().isOpenLoop() ? brief(run.times().lateness()) : "no schedule")
            + "; GC pauses: "
            + pauses(run.pauses()));
    run.head().notes().forEach(note -> out.println("note: " + text(note)));
    if (!isOver) {
      return;
    }
    if (run.validity().isValid() && run.totals().due() > 0) {
      out.println("valid: this client was not the bottleneck");
    }
    run.validity()
        .reasons()
        .forEach(reason -> out.println(style.alarming("INVALID: " + text(reason))));
  }

  private String verdict(OutputStyle style) {
    LoadTotals totals = run.totals();
    String validity = run.validity().isValid() ? "valid" : style.alarming("INVALID");
    if (totals.due() == 0) {
      return run.validity().isValid() ? "nothing was measured" : validity;
    }
    String whole =
        totals.verified() == totals.due() && totals.allFaults() == 0
            ? ", every byte came back"
            : style.alarming(", not every byte came back");
    String errors =
        totals.allErrors() == 0
            ? ""
            : style.alarming(", " + Plural.of(totals.allErrors(), "connection error"));
    return validity + whole + errors;
  }

  private void printParameters(PrintWriter out) {
    Map<String, String> parameters = hasParameters ? run.head().parameters() : Map.of();
    int width =
        parameters.keySet().stream()
            .mapToInt(name -> text(LoadHead.label(name)).length())
            .max()
            .orElse(0);
    int column = Math.max(width, "measured".length());
    parameters.forEach((name, value) -> parameter(out, column, LoadHead.label(name), value));
    if (run.head().machines() > 1) {
      parameter(out, column, "machines", "" + run.head().machines());
    }
    parameter(
        out,
        column,
        "measured",
        TimeText.of(run.measuredNs())
            + " from "
            + Instant.ofEpochMilli(run.head().startMs())
                .plusNanos(run.head().measuredFromNs())
                .toString());
    parameter(
        out,
        column,
        "response",
        run.head().isOpenLoop()
            ? "time from when a " + unit() + " was due (open loop)"
            : "time from when a "
                + unit()
                + (run.steps() == null ? " was sent" : " began")
                + " (closed loop: a slow server gets fewer "
                + unit()
                + "s)");
  }

  /** What is due and counted: each frame is sent, or each has a new connection. */
  private String unit() {
    return run.steps() == null ? "frame" : "connection";
  }

  private static void parameter(PrintWriter out, int column, String name, String value) {
    out.printf(Locale.ROOT, "  %-" + column + "s  %s%n", text(name), text(value));
  }

  private void printTimes(PrintWriter out) {
    Map<String, Histogram> columns = columns();
    row(out, "", columns.keySet());
    long count = run.times().response().getTotalCount();
    if (count == 0) {
      out.println("  nothing came back");
      return;
    }
    row(out, "min", columns, Histogram::getMinValue);
    row(out, "mean", columns, times -> Math.round(times.getMean()));
    for (double percentile : ReportMaps.percentiles(count)) {
      String name = ReportMaps.name(percentile);
      row(out, name, columns, times -> times.getValueAtPercentile(percentile));
    }
    row(out, "max", columns, Histogram::getMaxValue);
  }

  /** The times to print: the steps of new connections, if there are any, and both whole times. */
  private Map<String, Histogram> columns() {
    Map<String, Histogram> columns = new LinkedHashMap<>();
    StepTimes steps = run.steps();
    if (steps != null) {
      columns.put("connect", steps.connect());
      columns.put("tls", steps.tls());
      columns.put("echo", steps.echo());
      columns.values().removeIf(times -> times.getTotalCount() == 0);
    }
    columns.put("service", run.times().service());
    columns.put("response", run.times().response());
    return columns;
  }

  private static void row(
      PrintWriter out, String name, Map<String, Histogram> columns, ToLongFunction<Histogram> ns) {
    row(
        out,
        name,
        columns.values().stream().map(times -> TimeText.of(ns.applyAsLong(times))).toList());
  }

  private static void row(PrintWriter out, String name, Collection<String> cells) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-8s", name));
    cells.forEach(cell -> line.append(String.format(Locale.ROOT, "  %12s", cell)));
    out.println(line);
  }

  /** Response times: one line per bucket, empty ones too. */
  private void printHistogram(PrintWriter out) {
    Histogram times = run.times().response();
    if (times.getTotalCount() == 0) {
      return;
    }
    TimeBuckets buckets = TimeBuckets.coarse(times);
    long[] counts = buckets.counts(times);
    long most = Arrays.stream(counts).max().orElse(1);
    out.println();
    out.println("  response time");
    for (int i = 0; i < counts.length; i++) {
      double share = (double) counts[i] / times.getTotalCount();
      String bar = "#".repeat((int) Math.ceil((double) counts[i] * BAR_CHARS / most));
      out.printf(
          Locale.ROOT,
          "  < %-8s  %-" + BAR_CHARS + "s  %d%s%n",
          TimeText.whole(buckets.boundsNs().get(i + 1)),
          bar,
          counts[i],
          share < SMALLEST_SHARE ? "" : String.format(Locale.ROOT, " (%.1f%%)", share * 100));
    }
  }

  private void printCounts(PrintWriter out) {
    LoadTotals totals = run.totals();
    out.println();
    if (isOver) {
      printLoss(out);
    } else {
      out.println(
          Plural.of(totals.transmitted(), "frame")
              + " sent, "
              + totals.verified()
              + " verified so far"
              + (run.measuredNs() == 0 ? " (nothing measured yet)" : ""));
    }
    out.printf(
        Locale.ROOT,
        "%.1f %ss/s, %sB/s each way%n",
        run.rate(),
        unit(),
        Numbers.compact(Math.round(run.bytesPerSecond())));
    if (totals.heldBack() + totals.unsent() > 0) {
      out.println(
          Plural.of(totals.heldBack(), "frame")
              + " delayed before send; "
              + totals.unsent()
              + " of "
              + totals.due()
              + " due frames never sent");
    }
    if (totals.notSent() > 0) {
      out.println(Plural.of(totals.notSent(), "more frame") + " never left this machine");
    }
    out.println("faults: " + kinds(totals.faults()));
    totals
        .firstFaults()
        .forEach(fault -> fault.lines().forEach(line -> out.println("  " + text(line))));
    out.println(
        "errors: "
            + kinds(totals.errors())
            + (totals.reconnects() == 0 ? "" : "; reconnects: " + totals.reconnects()));
  }

  private void printLoss(PrintWriter out) {
    LoadTotals totals = run.totals();
    if (totals.due() == 0) {
      out.println("0 frames sent after the ramp and the warm-up: nothing was measured");
      return;
    }
    out.printf(
        Locale.ROOT,
        "%s sent, %d verified, %d lost (%s%% loss%s)%n",
        Plural.of(totals.transmitted(), "frame"),
        totals.verified(),
        totals.lost(),
        Numbers.shortest(totals.lossPercent()),
        totals.unsent() == 0 ? "" : " of " + totals.due() + " due");
  }

  private static String kinds(Map<String, Long> counts) {
    return counts.isEmpty()
        ? "none"
        : counts.entrySet().stream()
            .map(kind -> kind.getValue() + " " + text(kind.getKey()))
            .collect(joining(", "));
  }

  private static String brief(Histogram times) {
    if (times.getTotalCount() == 0) {
      return "no frame was sent";
    }
    List<Double> percentiles =
        Stream.of(50.0, 99.0).filter(p -> ReportMaps.holds(times.getTotalCount(), p)).toList();
    String names = percentiles.stream().map(p -> ReportMaps.name(p) + "/").collect(joining());
    String values =
        percentiles.stream()
            .map(p -> TimeText.of(times.getValueAtPercentile(p)) + "/")
            .collect(joining());
    return names + "max = " + values + TimeText.of(times.getMaxValue());
  }

  private static String pauses(GcPauses.Total pauses) {
    return pauses.count() == 0 ? "none" : pauses.count() + ", " + pauses.totalMs() + " ms in total";
  }

  /** Escapes text from a log, which may hold anything, for a terminal. */
  private static String text(String untrusted) {
    return Escape.line(untrusted);
  }
}
