package dev.echo7.cli.load;

import dev.echo7.cli.ExitCode;
import dev.echo7.net.Endpoint;
import dev.echo7.result.LoadHead;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What load says as JSON beside its report: how it began, and why it could not. */
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

  /** Of a merge, which has no endpoint. */
  static Map<String, Object> refused(String message) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("mode", "load");
    map.put("error", message);
    map.put("exitCode", ExitCode.FAILED);
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
}
