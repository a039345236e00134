package dev.echo7.cli.load;

import dev.echo7.measure.FailIf;
import dev.echo7.measure.Times;
import dev.echo7.result.LoadHead;
import dev.echo7.result.LoadRun;
import dev.echo7.result.LoadSlice;
import dev.echo7.result.LoadTotals;
import dev.echo7.result.ReportMaps;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report of a load as JSON, of one machine or many. Times are in nanoseconds. */
public final class LoadRunJson {
  private LoadRunJson() {}

  /** The whole report. */
  public static Map<String, Object> of(LoadRun run, List<FailIf.Failure> failures, int exitCode) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("mode", "load");
    map.put("title", run.head().title());
    map.put("machines", run.head().machines());
    map.put("parameters", run.head().parameters());
    map.put("openLoop", run.head().isOpenLoop());
    map.put("start", Instant.ofEpochMilli(run.head().startMs()).toString());
    map.put("measuredFromNs", run.head().measuredFromNs());
    map.put("measuredNs", run.measuredNs());
    map.put("rate", run.rate());
    map.put("bytesPerSecond", run.bytesPerSecond());
    putTotals(map, run.totals());
    map.put("serviceTime", ReportMaps.times(run.times().service()));
    map.put("responseTime", ReportMaps.times(run.times().response()));
    map.put("sendLateness", ReportMaps.times(run.times().lateness()));
    map.put("gcPauses", ReportMaps.pauses(run.pauses()));
    map.put("intervals", run.slices().stream().map(LoadRunJson::slice).toList());
    map.put("notes", run.head().notes());
    map.put("valid", run.validity().isValid());
    map.put("invalidReasons", run.validity().reasons());
    map.put("failed", ReportMaps.failures(failures));
    map.put("exitCode", exitCode);
    return map;
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
    map.put("fromNs", slice.fromNs());
    map.put("toNs", slice.toNs());
    map.put("rate", slice.rate());
    map.put("messages", slice.messages());
    map.put("bytes", slice.bytes());
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
    map.put("measuredFromNs", head.measuredFromNs());
    map.put("parameters", head.parameters());
    map.put("notes", head.notes());
    return map;
  }
}
