package dev.echo7.cli.ping;

import dev.echo7.client.sweep.PortOutliers;
import dev.echo7.client.sweep.PortResult;
import dev.echo7.client.sweep.PortSweep;
import dev.echo7.client.sweep.SizeSweep;
import dev.echo7.json.Seconds;
import dev.echo7.net.Endpoint;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The reports of sweeps as JSON. Times are in seconds. */
final class SweepJson {
  private SweepJson() {}

  static Map<String, Object> ports(
      Endpoint endpoint, PortSweep.Report report, PortOutliers outliers, int exitCode) {
    Map<String, Object> map = start("sweep-ports", endpoint, report.place());
    map.put("elapsedSeconds", Seconds.of(report.elapsedNs()));
    if (outliers.medianNs() > 0) {
      map.put("medianSeconds", Seconds.of(outliers.medianNs()));
    }
    map.put("medianLost", outliers.medianLost());
    map.put("ports", report.ports().stream().map(SweepJson::port).toList());
    map.put("notSent", report.ports().stream().mapToLong(PortResult::notSent).sum());
    map.put("valid", report.validity().isValid());
    map.put("invalidReasons", report.validity().reasons());
    map.put("lossyPorts", outliers.lossy().stream().map(PortResult::port).toList());
    map.put("slowPorts", outliers.slow().stream().map(PortResult::port).toList());
    map.put("exitCode", exitCode);
    return map;
  }

  private static Map<String, Object> port(PortResult port) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("port", port.port());
    map.put("transmitted", port.transmitted());
    map.put("received", port.received());
    map.put("corrupted", port.corrupted());
    map.put("duplicated", port.duplicates());
    map.put("refused", port.refused());
    map.put("notSent", port.notSent());
    if (port.medianNs() > 0) {
      map.put("minSeconds", Seconds.of(port.minNs()));
      map.put("medianSeconds", Seconds.of(port.medianNs()));
      map.put("maxSeconds", Seconds.of(port.maxNs()));
    }
    String said = port.said();
    if (said != null) {
      map.put("said", said);
    }
    String error = port.error();
    if (error != null) {
      map.put("error", error);
    }
    return map;
  }

  static Map<String, Object> sizes(Endpoint endpoint, SizeSweep.Report report, int exitCode) {
    Map<String, Object> map = start("sweep-size", endpoint, report.place());
    map.put("largest", report.largest());
    map.put("finished", report.finished());
    map.put("headerBytes", report.headerBytes());
    map.put("tries", report.tries().stream().map(SweepJson::attempt).toList());
    map.put("exitCode", exitCode);
    return map;
  }

  private static Map<String, Object> attempt(SizeSweep.Try one) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("size", one.size());
    map.put("outcome", one.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    if (one.outcome() == SizeSweep.Outcome.CAME_BACK) {
      map.put("serviceSeconds", Seconds.of(one.takenNs()));
    }
    if (one.outcome() == SizeSweep.Outcome.TRUNCATED) {
      map.put("cameBytes", one.cameBytes());
    }
    if (one.mtu() > 0) {
      map.put("mtu", one.mtu());
    }
    return map;
  }

  private static Map<String, Object> start(String mode, Endpoint endpoint, String place) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("mode", mode);
    map.put("endpoint", endpoint.toString());
    map.put("address", place);
    return map;
  }
}
