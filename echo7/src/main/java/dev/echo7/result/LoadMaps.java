package dev.echo7.result;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parts of a load as JSON objects, for the comments of its log; {@link LoadLogFile} reads them
 * back. Names and units must not change: logs of different versions are merged.
 */
final class LoadMaps {
  /** The version of the format; readers reject a later one. */
  static final int VERSION = 1;

  /** Starts a comment with the head. */
  static final String HEAD = "echo7-load ";

  /** Starts a comment with the counts of an interval, after its histograms. */
  static final String SLICE = "echo7-slice ";

  /** Starts a comment with the totals, at the end. */
  static final String END = "echo7-end ";

  /** The tags of the histograms before the end of a load whose frames had new connections. */
  static final String CONNECT = "connect";

  static final String TLS = "tls";
  static final String ECHO = "echo";

  private LoadMaps() {}

  static Map<String, Object> head(LoadHead head) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("version", VERSION);
    map.put("title", head.title());
    map.put("machines", head.machines());
    map.put("startMs", head.startMs());
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
    map.put("errors", slice.errors());
    return map;
  }

  static Map<String, Object> end(LoadRun run) {
    LoadTotals totals = run.totals();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("measuredNs", run.measuredNs());
    map.put("transmitted", totals.transmitted());
    map.put("verified", totals.verified());
    map.put("messages", totals.messages());
    map.put("bytes", totals.bytes());
    map.put("heldBack", totals.heldBack());
    map.put("unsent", totals.unsent());
    map.put("notSent", totals.notSent());
    map.put("reconnects", totals.reconnects());
    map.put("faults", totals.faults());
    map.put("errors", totals.errors());
    map.put("firstFaults", totals.firstFaults());
    map.put("gcCount", run.pauses().count());
    map.put("gcTotalMs", run.pauses().totalMs());
    map.put("invalidReasons", run.validity().reasons());
    return map;
  }
}
