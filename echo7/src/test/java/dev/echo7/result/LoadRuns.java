package dev.echo7.result;

import dev.echo7.measure.GcPauses;
import dev.echo7.measure.StepTimes;
import dev.echo7.measure.Times;
import dev.echo7.measure.Validity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Loads whose every number is known. */
public final class LoadRuns {
  public static final long SECOND_NS = 1_000_000_000;

  private LoadRuns() {}

  /** Parameters as the command has them. */
  public static Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("address", "tcp://192.0.2.1:5000");
    parameters.put("connections", "100");
    parameters.put("rate", "1000/s");
    return parameters;
  }

  /** A head of an open loop that measures from its start. */
  public static LoadHead head(long startMs, Map<String, String> parameters) {
    return new LoadHead(
        "echoclient load tcp://192.0.2.1:5000", 1, startMs, true, 0, parameters, List.of());
  }

  /**
   * Seconds, each with a frame of 1 ms, 2 ms, … up to {@code frames} ms of service time, a response
   * time of twice that, and sends that were 10 us late.
   */
  public static List<LoadSlice> slices(int seconds, int frames) {
    List<LoadSlice> slices = new ArrayList<>();
    for (int second = 0; second < seconds; second++) {
      Times times = Times.none();
      for (long ms = 1; ms <= frames; ms++) {
        times.service().recordValue(ms * 1_000_000);
        times.response().recordValue(2 * ms * 1_000_000);
        times.lateness().recordValue(10_000);
      }
      long fromNs = second * SECOND_NS;
      slices.add(new LoadSlice(fromNs, fromNs + SECOND_NS, times, frames, frames * 64L, Map.of()));
    }
    return slices;
  }

  /** A run of these, of which nothing was lost. */
  public static LoadRun run(LoadHead head, List<LoadSlice> slices) {
    long messages = slices.stream().mapToLong(LoadSlice::messages).sum();
    return run(
        head,
        slices,
        new LoadTotals(
            messages,
            messages,
            messages,
            messages * 64,
            0,
            0,
            0,
            0,
            Map.of(),
            Map.of(),
            List.of()));
  }

  /** A run of these whose frames had new connections, over TLS. */
  public static LoadRun reconnecting(LoadHead head, List<LoadSlice> slices) {
    LoadRun kept = run(head, slices);
    StepTimes steps = StepTimes.none();
    for (LoadSlice slice : slices) {
      for (long ms = 1; ms <= slice.messages(); ms++) {
        steps.connect().recordValue(ms * 100_000);
        steps.tls().recordValue(ms * 700_000);
        steps.echo().recordValue(ms * 200_000);
      }
    }
    return new LoadRun(
        head,
        kept.measuredNs(),
        slices,
        kept.times(),
        kept.totals(),
        kept.pauses(),
        kept.validity(),
        steps);
  }

  /** The steps of a run that has them. */
  public static StepTimes steps(LoadRun run) {
    return Objects.requireNonNull(run.steps());
  }

  /** A run of these. */
  public static LoadRun run(LoadHead head, List<LoadSlice> slices, LoadTotals totals) {
    return new LoadRun(
        head,
        slices.size() * SECOND_NS,
        slices,
        LoadRun.sum(slices),
        totals,
        GcPauses.Total.NONE,
        new Validity(List.of()));
  }
}
