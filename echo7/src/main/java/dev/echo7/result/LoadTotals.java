package dev.echo7.result;

import dev.echo7.verify.Fault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The totals of a load. A frame is measured if it was due after the warm-up, or if it was lost
 * before and its connection could not send another since.
 *
 * @param transmitted measured frames that went out
 * @param verified those of them that came back, every byte right
 * @param messages frames that came back right while it was measured
 * @param bytes of {@code messages}
 * @param heldBack measured frames that could not go when they were due
 * @param unsent measured frames that could not go at all
 * @param notSent measured frames that this machine could not send; they do not count as due
 * @param reconnects connections that were made anew
 * @param faults how many frames of each kind, by {@link Fault.Kind#word}
 * @param errors how many of each kind, as its reader is told
 * @param firstFaults the first faults with their evidence, as {@link Fault#toString} has it
 */
public record LoadTotals(
    long transmitted,
    long verified,
    long messages,
    long bytes,
    long heldBack,
    long unsent,
    long notSent,
    long reconnects,
    Map<String, Long> faults,
    Map<String, Long> errors,
    List<String> firstFaults) {

  /** Nothing yet. */
  public static final LoadTotals NONE =
      new LoadTotals(0, 0, 0, 0, 0, 0, 0, 0, Map.of(), Map.of(), List.of());

  public LoadTotals {
    faults = Collections.unmodifiableMap(new TreeMap<>(faults));
    errors = Collections.unmodifiableMap(new TreeMap<>(errors));
    firstFaults = List.copyOf(firstFaults);
  }

  /** Both together. */
  public LoadTotals plus(LoadTotals other) {
    List<String> first = new ArrayList<>(firstFaults);
    first.addAll(other.firstFaults);
    return new LoadTotals(
        transmitted + other.transmitted,
        verified + other.verified,
        messages + other.messages,
        bytes + other.bytes,
        heldBack + other.heldBack,
        unsent + other.unsent,
        notSent + other.notSent,
        reconnects + other.reconnects,
        sum(faults, other.faults),
        sum(errors, other.errors),
        first);
  }

  /** Counts of both, by kind. */
  static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
    Map<String, Long> all = new TreeMap<>(one);
    other.forEach((kind, count) -> all.merge(kind, count, Long::sum));
    return all;
  }

  /** Measured frames that did not come back right. */
  public long lost() {
    return transmitted - verified;
  }

  /** Measured frames that were due, whether they could go or not. */
  public long due() {
    return transmitted + unsent;
  }

  /** Of those that were due, how many in a hundred did not come back right. */
  public double lossPercent() {
    return due() == 0 ? 0 : (due() - verified) * 100.0 / due();
  }

  /** Whether frames came back, and whatever was due, right, and no connection failed. */
  public boolean isWhole() {
    return verified > 0 && verified == due() && allFaults() == 0 && allErrors() == 0;
  }

  /** Errors of all kinds, faults not counted. */
  public long allErrors() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Faults of all kinds. */
  public long allFaults() {
    return faults.values().stream().mapToLong(Long::longValue).sum();
  }
}
