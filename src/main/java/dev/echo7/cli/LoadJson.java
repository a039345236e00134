package dev.echo7.cli;

import dev.echo7.measure.FailIf;
import dev.echo7.measure.LoadHead;
import dev.echo7.measure.LoadRun;
import dev.echo7.measure.LoadSlice;
import dev.echo7.measure.LoadTotals;
import dev.echo7.measure.ReportMaps;
import dev.echo7.net.Endpoint;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** load's report as JSON: times in nanoseconds, an error as a field of it. */
final class LoadJson {
  private LoadJson() {}

  static Map<String, Object> refused(Endpoint endpoint, String message, int exitCode) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("mode", "load");
    map.put("endpoint", endpoint.toString());
    map.put("error", message);
    map.put("exitCode", exitCode);
    return map;
  }

  static Map<String, Object> event(String name, Map<String, Object> data) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("event", name);
    map.put("data", data);
    return map;
  }

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

  static Map<String, Object> slice(LoadSlice slice) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("fromNs", slice.fromNs());
    map.put("toNs", slice.toNs());
    map.put("messages", slice.messages());
    map.put("bytes", slice.bytes());
    map.put("messagesPerSecond", slice.rate());
    map.put("serviceTime", ReportMaps.times(slice.times().service()));
    map.put("responseTime", ReportMaps.times(slice.times().response()));
    map.put("sendLateness", ReportMaps.times(slice.times().lateness()));
    map.put("errors", slice.errors());
    return map;
  }

  /** The whole report. */
  static Map<String, Object> of(LoadRun run, List<FailIf.Failure> failures, int exitCode) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("mode", "load");
    map.putAll(head(run.head()));
    map.put("measuredNs", run.measuredNs());
    putTotals(map, run.totals());
    map.put("messagesPerSecond", run.rate());
    map.put("bytesPerSecond", run.bytesPerSecond());
    map.put("serviceTime", ReportMaps.times(run.times().service()));
    map.put("responseTime", ReportMaps.times(run.times().response()));
    map.put("sendLateness", ReportMaps.times(run.times().lateness()));
    map.put("gcPauses", ReportMaps.pauses(run.pauses()));
    map.put("valid", run.validity().isValid());
    map.put("invalidReasons", run.validity().reasons());
    map.put("seconds", run.slices().stream().map(LoadJson::slice).toList());
    map.put("failed", failures.stream().map(LoadJson::failure).toList());
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
    map.put("reconnects", totals.reconnects());
    map.put("faults", totals.faults());
    map.put("errors", totals.errors());
    map.put("firstFaults", totals.firstFaults());
  }

  private static Map<String, Object> failure(FailIf.Failure failure) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("term", failure.term());
    map.put("measured", failure.measured());
    return map;
  }
}
