package dev.echo7.cli.ping;

import dev.echo7.client.ping.PingOptions;
import dev.echo7.client.ping.PingReport;
import dev.echo7.client.ping.PingSteps;
import dev.echo7.json.Seconds;
import dev.echo7.measure.FailIf;
import dev.echo7.measure.Moments;
import dev.echo7.net.Endpoint;
import dev.echo7.posix.KernelTcp;
import dev.echo7.result.ReportMaps;
import dev.echo7.verify.Fault;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** ping's report as JSON. Times are in seconds. */
final class PingJson {
  private PingJson() {}

  /** What was asked for. */
  static Map<String, Object> options(Endpoint endpoint, PingOptions options) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("endpoint", endpoint.toString());
    map.put("count", options.count());
    map.put("intervalSeconds", Seconds.of(options.interval().toNanos()));
    map.put("size", options.size());
    map.put("flood", options.flood());
    map.put("reconnect", options.reconnect());
    return map;
  }

  static Map<String, Object> of(
      Endpoint endpoint,
      PingOptions options,
      PingReport report,
      List<FailIf.Failure> failures,
      int exitCode,
      long startMs) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("mode", "ping");
    map.put("options", options(endpoint, options));
    map.put("address", report.place());
    map.put("start", Instant.ofEpochMilli(startMs).toString());
    map.put("elapsedSeconds", Seconds.of(report.elapsedNs()));
    putCounts(map, report);
    map.put("serviceTime", ReportMaps.times(report.times().service(), report.exact()));
    map.put("responseTime", ReportMaps.times(report.times().response()));
    map.put("jitterSeconds", Seconds.of(report.jitterNs()));
    map.put("sendLateness", ReportMaps.times(report.times().lateness()));
    if (report.steps().echo().count() > 0) {
      map.put("steps", steps(report.steps()));
    }
    putKernel(map, report.kernel());
    map.put("gcPauses", ReportMaps.pauses(report.pauses()));
    map.put("valid", report.validity().isValid());
    map.put("invalidReasons", report.validity().reasons());
    map.put("faults", report.firstFaults().stream().map(ReportMaps::fault).toList());
    map.put("errorMessages", report.errorMessages());
    map.put("failed", ReportMaps.failures(failures));
    map.put("exitCode", exitCode);
    return map;
  }

  private static void putCounts(Map<String, Object> map, PingReport report) {
    map.put("transmitted", report.transmitted());
    map.put("received", report.received());
    map.put("lossPercent", report.lossPercent());
    for (Fault.Kind kind : Fault.Kind.values()) {
      if (kind != Fault.Kind.LOST) {
        map.put(kind.word(), report.faults().getOrDefault(kind, 0L));
      }
    }
    map.put("errors", report.errors());
    map.put("notSent", report.notSent());
    map.put("reconnects", report.reconnects());
    map.put("longestLossRun", report.longestLossRun());
  }

  private static void putKernel(Map<String, Object> map, @Nullable KernelTcp kernel) {
    if (kernel != null) {
      map.put(
          "kernel",
          Map.of(
              "rttSeconds", Seconds.of(kernel.rttUs() * 1000),
              "rttVarSeconds", Seconds.of(kernel.rttVarUs() * 1000),
              "retransmits", kernel.retransmits()));
    }
  }

  private static Map<String, Object> steps(PingSteps steps) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("resolve", step(steps.resolve()));
    map.put("connect", step(steps.connect()));
    map.put("tls", step(steps.tls()));
    map.put("echo", step(steps.echo()));
    return map;
  }

  private static Map<String, Object> step(Moments times) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("minSeconds", Seconds.of(times.min()));
    map.put("meanSeconds", Seconds.of(times.mean()));
    map.put("maxSeconds", Seconds.of(times.max()));
    return map;
  }
}
