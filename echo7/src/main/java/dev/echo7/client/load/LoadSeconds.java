package dev.echo7.client.load;

import dev.echo7.measure.Times;
import dev.echo7.posix.TcpSample;
import dev.echo7.result.KernelSecond;
import dev.echo7.result.LoadSlice;
import dev.echo7.result.LoadTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The results of a load up to its last full second, in total and by second. */
final class LoadSeconds {
  private final int size;
  private final TcpSample sample;
  private final List<LoadSlice> slices = new ArrayList<>();
  private final Times times = Times.none();
  private LoadTotals totals = LoadTotals.NONE;
  private long arrivals;

  /**
   * @param size bytes of a frame
   * @param sample of the connections
   */
  LoadSeconds(int size, TcpSample sample) {
    this.size = size;
    this.sample = sample;
  }

  /** Adds a slice; both times are relative to the start of the load. */
  LoadSlice cut(List<LoadLoop> loops, long fromNs, long toNs) {
    Times taken = Times.none();
    LoadTotals now = LoadTotals.NONE;
    long arrivalsNow = 0;
    for (LoadLoop loop : loops) {
      taken.add(loop.ledger().takeInterval());
      now = now.plus(loop.ledger().totals());
      arrivalsNow += loop.ledger().arrivals();
    }
    times.add(taken);
    long messages = arrivalsNow - arrivals;
    LoadSlice slice =
        new LoadSlice(
            fromNs, toNs, taken, messages, messages * size, errorsSince(totals, now), kernel());
    totals = now;
    arrivals = arrivalsNow;
    slices.add(slice);
    return slice;
  }

  /** Read by the thread that cuts, so that the loops do not wait for it. */
  private @Nullable KernelSecond kernel() {
    TcpSample.Counts counts = sample.read();
    return counts == null
        ? null
        : new KernelSecond(counts.connections(), counts.retransmits(), counts.leastCwndBytes());
  }

  private static Map<String, Long> errorsSince(LoadTotals before, LoadTotals now) {
    Map<String, Long> since = new TreeMap<>(now.errors());
    now.faults().forEach((kind, count) -> since.merge(kind, count, Long::sum));
    before.errors().forEach((kind, count) -> since.merge(kind, -count, Long::sum));
    before.faults().forEach((kind, count) -> since.merge(kind, -count, Long::sum));
    since.values().removeIf(count -> count == 0);
    return since;
  }

  /** All slices, in order. */
  List<LoadSlice> slices() {
    return slices;
  }

  /** How long frames were measured within the slices. */
  long measuredNs(LoadSchedule schedule) {
    long toNs = slices.isEmpty() ? 0 : slices.getLast().toNs();
    long untilNs = Math.min(schedule.startNs() + toNs, schedule.endNs());
    return Math.max(0, untilNs - schedule.fromNs());
  }

  /** The times of all measured frames; a copy. */
  Times times() {
    Times copy = Times.none();
    copy.add(times);
    return copy;
  }

  LoadTotals totals() {
    return totals;
  }
}
