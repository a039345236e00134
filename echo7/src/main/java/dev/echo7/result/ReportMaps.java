package dev.echo7.result;

import dev.echo7.json.Json;
import dev.echo7.json.Seconds;
import dev.echo7.measure.FailIf;
import dev.echo7.measure.GcPauses;
import dev.echo7.measure.Moments;
import dev.echo7.verify.Fault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The parts of JSON reports that all modes share, for {@link Json}. */
public final class ReportMaps {
  /** The percentiles of a report. */
  public static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9, 99.99, 99.999);

  private ReportMaps() {}

  /**
   * {@code {"count":…,"minSeconds":…,"meanSeconds":…,"p50Seconds":…,…,"maxSeconds":…}}; the count
   * alone if it is 0.
   */
  public static Map<String, Object> times(Histogram histogram) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("count", histogram.getTotalCount());
    if (histogram.getTotalCount() > 0) {
      map.put("minSeconds", Seconds.of(histogram.getMinValue()));
      map.put("meanSeconds", Seconds.of(histogram.getMean()));
      for (double percentile : PERCENTILES) {
        map.put(key(percentile), Seconds.of(histogram.getValueAtPercentile(percentile)));
      }
      map.put("maxSeconds", Seconds.of(histogram.getMaxValue()));
    }
    return map;
  }

  /**
   * Whether that many values have a percentile: at least one of them must lie above it. Fewer would
   * only repeat their maximum.
   */
  public static boolean holds(long count, double percentile) {
    return count >= Math.round(100 / (100 - percentile));
  }

  /** The percentiles of a report that so many values have. */
  public static List<Double> percentiles(long count) {
    return PERCENTILES.stream().filter(percentile -> holds(count, percentile)).toList();
  }

  /** A percentile in nanoseconds: a histogram rounds up, but nothing is above the maximum. */
  public static long percentileNs(Histogram histogram, double percentile, Moments exact) {
    return Math.min(histogram.getValueAtPercentile(percentile), exact.max());
  }

  /** The same with minimum, mean, deviation and maximum exact to the nanosecond. */
  public static Map<String, Object> times(Histogram histogram, Moments exact) {
    Map<String, Object> map = times(histogram);
    if (exact.count() > 0) {
      PERCENTILES.forEach(p -> map.replace(key(p), Seconds.of(percentileNs(histogram, p, exact))));
      map.replace("minSeconds", Seconds.of(exact.min()));
      map.replace("meanSeconds", Seconds.of(exact.mean()));
      map.replace("maxSeconds", Seconds.of(exact.max()));
      map.put("mdevSeconds", Seconds.of(exact.deviation()));
    }
    return map;
  }

  /** A fault with its evidence. */
  public static Map<String, Object> fault(Fault fault) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", fault.kind().word());
    map.put("connection", fault.connection());
    map.put("sequence", fault.sequence());
    map.put("summary", fault.summary());
    if (fault.hasEvidence()) {
      map.put("offset", fault.offset());
      map.put("evidenceAt", fault.windowAt());
      map.put("sentHex", fault.expectedHex());
      map.put("cameHex", fault.actualHex());
    }
    return map;
  }

  /** Why there is no report; the endpoint is null for a command that has none. */
  public static Map<String, Object> refused(
      String mode, @Nullable String endpoint, String message, int exitCode) {
    return refused(mode, endpoint, message, Map.of(), exitCode);
  }

  /** The same with further members. */
  public static Map<String, Object> refused(
      String mode,
      @Nullable String endpoint,
      String message,
      Map<String, Object> besides,
      int exitCode) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("mode", mode);
    if (endpoint != null) {
      map.put("endpoint", endpoint);
    }
    map.put("error", message);
    map.putAll(besides);
    map.put("exitCode", exitCode);
    return map;
  }

  /** {@code {"event":"start","data":{…}}}: a line of {@code --json-stream}. */
  public static Map<String, Object> event(String name, Map<String, Object> data) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("event", name);
    map.put("data", data);
    return map;
  }

  /** {@code [{"term":…,"measured":…},…]}: the terms of {@code --fail-if} that came true. */
  public static List<Map<String, Object>> failures(List<FailIf.Failure> failures) {
    return failures.stream().map(ReportMaps::failure).toList();
  }

  private static Map<String, Object> failure(FailIf.Failure failure) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("term", failure.term());
    map.put("measured", failure.measured());
    return map;
  }

  /** {@code {"count":…,"totalMs":…}}. */
  public static Map<String, Object> pauses(GcPauses.Total pauses) {
    return Map.of("count", pauses.count(), "totalMs", pauses.totalMs());
  }

  /** {@code p50Seconds}, {@code p999Seconds}: without the dot, which many tools take for a path. */
  private static String key(double percentile) {
    return name(percentile).replace(".", "") + "Seconds";
  }

  /** {@code p50}, {@code p99.9}. */
  public static String name(double percentile) {
    return "p" + (percentile == Math.rint(percentile) ? "" + (int) percentile : "" + percentile);
  }
}
