package dev.echo7.client.load;

import dev.echo7.net.Endpoint;
import dev.echo7.result.LoadHead;
import dev.echo7.text.Plural;
import dev.echo7.text.TimeText;
import dev.echo7.verify.Frame;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The parameters of a load, for its report. */
final class LoadParameters {
  private LoadParameters() {}

  static LoadHead head(
      Endpoint endpoint, String place, LoadOptions options, long startMs, long openedNs) {
    String blind = Frame.blindSpots(options.size());
    return new LoadHead(
        "echoclient load " + endpoint,
        1,
        startMs,
        options.isOpenLoop(),
        options.ramp().plus(options.warmup()).toNanos(),
        map(endpoint, place, options, openedNs),
        blind.isEmpty() ? List.of() : List.of("with " + options.size() + "-byte frames, " + blind));
  }

  private static Map<String, String> map(
      Endpoint endpoint, String place, LoadOptions options, long openedNs) {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("endpoint", endpoint.toString());
    map.put("address", place);
    map.put("connections", "" + options.connections());
    if (options.reconnect()) {
      map.put("reconnect", "each frame");
    } else {
      map.put("opened in", TimeText.of(openedNs));
    }
    map.put("threads", "" + options.threads());
    map.put("rate", rate(options));
    map.put("frame", Plural.of(options.size(), "byte"));
    map.put("depth", "" + options.depth());
    if (options.frames() > 0) {
      map.put("frames", "" + options.frames());
    }
    map.put(
        "duration",
        options.duration().equals(LoadOptions.UNLIMITED) ? "unlimited" : text(options.duration()));
    map.put("warm-up", text(options.warmup()));
    map.put("ramp", text(options.ramp()));
    map.put("patience", text(options.patience()));
    return map;
  }

  private static String rate(LoadOptions options) {
    if (!options.isOpenLoop()) {
      return "unlimited (closed loop)";
    }
    String rate = options.rate() == Math.rint(options.rate()) ? "%.0f/s" : "%.1f/s";
    return String.format(Locale.ROOT, rate, options.rate())
        + (options.poisson() ? ", random spacing (Poisson)" : ", constant spacing");
  }

  private static String text(Duration duration) {
    return duration.isZero() ? "0" : TimeText.whole(duration.toNanos());
  }
}
