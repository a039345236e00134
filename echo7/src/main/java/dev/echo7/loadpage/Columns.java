package dev.echo7.loadpage;

import dev.echo7.measure.Times;
import dev.echo7.result.KernelSecond;
import dev.echo7.result.LoadSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The seconds of a run, joined until the columns are wide enough to be told apart. */
final class Columns {
  /** Three pixels per column on a phone. */
  private static final int MOST = 120;

  /** A rest at the end that is shorter than this share of a column joins the last one. */
  private static final double LEAST_SHARE = 0.5;

  private Columns() {}

  static List<LoadSlice> of(List<LoadSlice> slices) {
    int joined = Math.max(1, Math.ceilDiv(slices.size(), MOST));
    List<LoadSlice> columns = new ArrayList<>();
    for (int from = 0; from < slices.size(); from += joined) {
      columns.add(sum(slices.subList(from, Math.min(slices.size(), from + joined))));
    }
    if (columns.size() > 1) {
      LoadSlice rest = columns.getLast();
      if (lengthNs(rest) < LEAST_SHARE * lengthNs(columns.getFirst())) {
        columns.removeLast();
        columns.add(sum(List.of(columns.removeLast(), rest)));
      }
    }
    return columns;
  }

  private static long lengthNs(LoadSlice slice) {
    return slice.toNs() - slice.fromNs();
  }

  private static LoadSlice sum(List<LoadSlice> slices) {
    if (slices.size() == 1) {
      return slices.getFirst();
    }
    Times times = Times.none();
    Map<String, Long> errors = new HashMap<>();
    long messages = 0;
    long bytes = 0;
    for (LoadSlice slice : slices) {
      times.add(slice.times());
      slice.errors().forEach((kind, count) -> errors.merge(kind, count, Long::sum));
      messages += slice.messages();
      bytes += slice.bytes();
    }
    return new LoadSlice(
        slices.getFirst().fromNs(),
        slices.getLast().toNs(),
        times,
        messages,
        bytes,
        errors,
        kernel(slices));
  }

  private static @Nullable KernelSecond kernel(List<LoadSlice> slices) {
    return slices.stream()
        .map(LoadSlice::kernel)
        .filter(Objects::nonNull)
        .reduce(KernelSecond::then)
        .orElse(null);
  }
}
