package dev.echo7.result;

import dev.echo7.measure.GcPauses;
import dev.echo7.measure.StepTimes;
import dev.echo7.measure.Times;
import dev.echo7.measure.Validity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;

/**
 * Merges the loads of machines that ran at the same time: histograms and counts are added, nothing
 * is averaged, and seconds are aligned by wall clock.
 */
public final class LoadJoin {
  private static final long SECOND_NS = 1_000_000_000;
  private static final long MS_NS = 1_000_000;

  /**
   * The share of the measured time that all machines must have in common for the rate to be
   * meaningful.
   */
  private static final double LEAST_COMMON = 0.9;

  /** The value of a parameter that a log does not have. */
  static final String NOT_STATED = "not stated";

  /** How many different values of a parameter to show. */
  private static final int SHOWN_VALUES = 4;

  private final SequencedMap<String, LoadRun> runs;
  private final long startMs;
  private final long measuredFromNs;
  private final long measuredToNs;

  private LoadJoin(SequencedMap<String, LoadRun> runs) {
    this.runs = runs;
    Collection<LoadRun> all = runs.values();
    this.startMs = all.stream().mapToLong(run -> run.head().startMs()).min().orElseThrow();
    this.measuredFromNs = all.stream().mapToLong(this::fromNs).min().orElseThrow();
    this.measuredToNs = all.stream().mapToLong(this::toNs).max().orElseThrow();
  }

  /**
   * Merges runs; a single one is returned unchanged.
   *
   * @param runs by the names for messages; at least one
   * @throws IllegalArgumentException if some are open loops and some closed ones, or some kept
   *     their connections and some did not: their times cannot be compared; the message is one line
   */
  public static LoadRun of(SequencedMap<String, LoadRun> runs) {
    if (runs.size() == 1) {
      return runs.firstEntry().getValue();
    }
    String first = runs.firstEntry().getKey();
    boolean isOpenLoop = runs.firstEntry().getValue().head().isOpenLoop();
    boolean isReconnecting = runs.firstEntry().getValue().steps() != null;
    runs.forEach(
        (name, run) -> {
          if ((run.steps() != null) != isReconnecting) {
            throw new IllegalArgumentException(
                (isReconnecting ? first : name)
                    + " is from load --reconnect and "
                    + (isReconnecting ? name : first)
                    + " is not: their times cannot be merged; merge them separately");
          }
          if (run.head().isOpenLoop() != isOpenLoop) {
            throw new IllegalArgumentException(
                String.format(
                    Locale.ROOT,
                    "%s is from %s and %s is not: their response times cannot be merged; merge"
                        + " them separately",
                    first,
                    isOpenLoop ? "an open loop" : "a closed loop",
                    name));
          }
        });
    return new LoadJoin(runs).joined();
  }

  /** When a run's measurement began, by wall clock. */
  private long fromNs(LoadRun run) {
    return (run.head().startMs() - startMs) * MS_NS + run.head().measuredFromNs();
  }

  private long toNs(LoadRun run) {
    return fromNs(run) + run.measuredNs();
  }

  private LoadRun joined() {
    Times times = Times.none();
    LoadTotals totals = LoadTotals.NONE;
    GcPauses.Total pauses = GcPauses.Total.NONE;
    StepTimes steps = null;
    for (LoadRun run : runs.values()) {
      StepTimes more = run.steps();
      steps = steps == null || more == null ? more : steps.plus(more);
      times.add(run.times());
      totals = totals.plus(run.totals());
      pauses = pauses.plus(run.pauses());
    }
    return new LoadRun(
        head(),
        measuredToNs - measuredFromNs,
        slices(),
        times,
        totals,
        pauses,
        new Validity(reasons()),
        steps);
  }

  private LoadHead head() {
    LoadHead first = runs.firstEntry().getValue().head();
    SequencedSet<String> titles = new LinkedHashSet<>();
    SequencedSet<String> notes = new LinkedHashSet<>();
    int machines = 0;
    for (LoadRun run : runs.values()) {
      titles.add(run.head().title());
      notes.addAll(run.head().notes());
      machines += run.head().machines();
    }
    String more = titles.size() == 1 ? "" : " and " + (titles.size() - 1) + " more";
    return new LoadHead(
        first.title() + more,
        machines,
        startMs,
        first.isOpenLoop(),
        measuredFromNs,
        parameters(),
        List.copyOf(notes));
  }

  private Map<String, String> parameters() {
    SequencedSet<String> names = new LinkedHashSet<>();
    runs.values().forEach(run -> names.addAll(run.head().parameters().keySet()));
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String name : names) {
      SequencedMap<String, Integer> values = new LinkedHashMap<>();
      for (LoadRun run : runs.values()) {
        String value = run.head().parameters().getOrDefault(name, NOT_STATED);
        values.merge(value, run.head().machines(), Integer::sum);
      }
      parameters.put(name, values.size() == 1 ? values.firstEntry().getKey() : different(values));
    }
    return parameters;
  }

  private static String different(SequencedMap<String, Integer> values) {
    List<String> shown = new ArrayList<>();
    values.forEach(
        (value, machines) -> {
          if (shown.size() < SHOWN_VALUES) {
            shown.add(value + " (" + machines + (machines == 1 ? " machine)" : " machines)"));
          }
        });
    if (values.size() > SHOWN_VALUES) {
      shown.add("and " + (values.size() - SHOWN_VALUES) + " more");
    }
    return "different: " + String.join("; ", shown);
  }

  /**
   * Aligns slices by number, shifted by whole seconds. By their exact times, which differ a little
   * between machines, a second could get two slices of one machine, or none.
   */
  private List<LoadSlice> slices() {
    Map<Long, LoadSlice> bySecond = new TreeMap<>();
    for (LoadRun run : runs.values()) {
      long shift = Math.round((run.head().startMs() - startMs) / 1e3);
      for (LoadSlice slice : run.slices()) {
        long second = shift + Math.round(slice.fromNs() / 1e9);
        bySecond.merge(second, moved(slice, second), LoadJoin::plus);
      }
    }
    return List.copyOf(bySecond.values());
  }

  private static LoadSlice moved(LoadSlice slice, long second) {
    long fromNs = second * SECOND_NS;
    long toNs = fromNs + slice.toNs() - slice.fromNs();
    return new LoadSlice(
        fromNs, toNs, slice.times(), slice.messages(), slice.bytes(), slice.errors());
  }

  private static LoadSlice plus(LoadSlice one, LoadSlice other) {
    Times times = Times.none();
    times.add(one.times());
    times.add(other.times());
    return new LoadSlice(
        one.fromNs(),
        Math.max(one.toNs(), other.toNs()),
        times,
        one.messages() + other.messages(),
        one.bytes() + other.bytes(),
        LoadTotals.sum(one.errors(), other.errors()));
  }

  private List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    long commonNs =
        runs.values().stream().mapToLong(this::toNs).min().orElseThrow()
            - runs.values().stream().mapToLong(this::fromNs).max().orElseThrow();
    long spanNs = measuredToNs - measuredFromNs;
    if (commonNs < spanNs * LEAST_COMMON) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "all machines measured together for only %.1f s of %.1f s, so the rate is too low:"
                  + " start them at the same time, and synchronize their clocks",
              Math.max(0, commonNs) / 1e9,
              spanNs / 1e9));
    }
    runs.forEach(
        (name, run) ->
            run.validity().reasons().forEach(reason -> reasons.add(name + ": " + reason)));
    return reasons;
  }
}
