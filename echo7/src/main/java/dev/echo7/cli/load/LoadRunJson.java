package dev.echo7.cli.load;

import dev.echo7.json.Seconds;
import dev.echo7.measure.FailIf;
import dev.echo7.measure.StepTimes;
import dev.echo7.measure.Times;
import dev.echo7.result.KernelSecond;
import dev.echo7.result.LoadHead;
import dev.echo7.result.LoadRun;
import dev.echo7.result.LoadSlice;
import dev.echo7.result.LoadTotals;
import dev.echo7.result.ReportMaps;
import dev.echo7.result.TypedParameters;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report of a load as JSON, of one machine or many. Times are in seconds. */
public final class LoadRunJson {
  private LoadRunJson() {}

  /** The whole report of one load. */
  public static Map<String, Object> of(LoadRun run, List<FailIf.Failure> failures, int exitCode) {
    return of(run, List.of(run.head()), failures, exitCode);
  }

  /**
   * The whole report.
   *
   * @param heads of the loads that were merged
   */
  static Map<String, Object> of(
      LoadRun run, List<LoadHead> heads, List<FailIf.Failure> failures, int exitCode) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("mode", "load");
    map.put("title", run.head().title());
    map.put("machines", run.head().machines());
    map.put("parameters", TypedParameters.of(heads));
    map.put("openLoop", run.head().isOpenLoop());
    map.put("start", Instant.ofEpochMilli(run.head().startMs()).toString());
    map.put("measuredFromSeconds", Seconds.of(run.head().measuredFromNs()));
    map.put("measuredSeconds", Seconds.of(run.measuredNs()));
    map.put("rate", run.rate());
    map.put("bytesPerSecond", run.bytesPerSecond());
    putTotals(map, run.totals());
    map.put("serviceTime", ReportMaps.times(run.times().service()));
    map.put("responseTime", ReportMaps.times(run.times().response()));
    map.put("sendLateness", ReportMaps.times(run.times().lateness()));
    putSteps(map, run);
    map.put("gcPauses", ReportMaps.pauses(run.pauses()));
    map.put("intervals", run.slices().stream().map(LoadRunJson::slice).toList());
    map.put("notes", run.head().notes());
    map.put("valid", run.validity().isValid());
    map.put("invalidReasons", run.validity().reasons());
    map.put("failed", ReportMaps.failures(failures));
    map.put("exitCode", exitCode);
    return map;
  }

  private static void putSteps(Map<String, Object> map, LoadRun run) {
    StepTimes steps = run.steps();
    if (steps == null) {
      return;
    }
    Map<String, Object> times = new LinkedHashMap<>();
    times.put("connect", ReportMaps.times(steps.connect()));
    if (steps.tls().getTotalCount() > 0) {
      times.put("tls", ReportMaps.times(steps.tls()));
    }
    times.put("echo", ReportMaps.times(steps.echo()));
    map.put("connectionsPerSecond", run.rate());
    map.put("steps", times);
  }

  private static void putTotals(Map<String, Object> map, LoadTotals totals) {
    map.put("transmitted", totals.transmitted());
    map.put("verified", totals.verified());
    map.put("lost", totals.lost());
    map.put("lossPercent", totals.lossPercent());
    map.put("messages", totals.messages());
    map.put("bytes", totals.bytes());
    map.put("heldBack", totals.heldBack());
    map.put("unsent", totals.unsent());
    map.put("notSent", totals.notSent());
    map.put("reconnects", totals.reconnects());
    map.put("faults", totals.faults());
    map.put("firstFaults", totals.firstFaults());
    map.put("errors", totals.errors());
  }

  /** One second. */
  static Map<String, Object> slice(LoadSlice slice) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("fromSeconds", Seconds.of(slice.fromNs()));
    map.put("toSeconds", Seconds.of(slice.toNs()));
    map.put("rate", slice.rate());
    map.put("messages", slice.messages());
    map.put("bytes", slice.bytes());
    map.put("bitsPerSecond", slice.bitsPerSecond());
    KernelSecond kernel = slice.kernel();
    if (kernel != null) {
      map.put("retransmits", kernel.retransmits());
      map.put("cwndBytes", kernel.cwndBytes());
      map.put("kernelConnections", kernel.connections());
    }
    map.put("errors", slice.errors());
    Times times = slice.times();
    map.put("serviceTime", ReportMaps.times(times.service()));
    map.put("responseTime", ReportMaps.times(times.response()));
    return map;
  }

  /** The load as it begins. */
  static Map<String, Object> head(LoadHead head) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("title", head.title());
    map.put("machines", head.machines());
    map.put("start", Instant.ofEpochMilli(head.startMs()).toString());
    map.put("openLoop", head.isOpenLoop());
    map.put("measuredFromSeconds", Seconds.of(head.measuredFromNs()));
    map.put("parameters", TypedParameters.of(List.of(head)));
    map.put("notes", head.notes());
    return map;
  }
}
