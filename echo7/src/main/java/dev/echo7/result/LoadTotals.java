package dev.echo7.result;

import dev.echo7.verify.Fault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The totals of a load. A frame is measured if it was due after the warm-up; or if it was lost
 * before, and its connection has sent no other since.
 *
 * @param transmitted measured frames that were sent
 * @param verified measured frames that came back intact
 * @param messages frames that came back intact during the measured time
 * @param bytes of {@code messages}
 * @param heldBack measured frames whose send was delayed, because the server was behind
 * @param unsent measured frames that were never sent
 * @param notSent measured frames that this machine failed to send; they do not count as due
 * @param reconnects connections that were opened again
 * @param faults counts by {@link Fault.Kind#word}
 * @param errors counts by message
 * @param firstFaults the first faults with their evidence, as {@link Fault#toString} shows them
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

  /** All zero. */
  public static final LoadTotals NONE =
      new LoadTotals(0, 0, 0, 0, 0, 0, 0, 0, Map.of(), Map.of(), List.of());

  public LoadTotals {
    faults = Collections.unmodifiableMap(new TreeMap<>(faults));
    errors = Collections.unmodifiableMap(new TreeMap<>(errors));
    firstFaults = List.copyOf(firstFaults);
  }

  /** The sum of two. */
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

  /** Adds counts, by kind. */
  static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
    Map<String, Long> all = new TreeMap<>(one);
    other.forEach((kind, count) -> all.merge(kind, count, Long::sum));
    return all;
  }

  /** Measured frames that did not come back intact. */
  public long lost() {
    return transmitted - verified;
  }

  /** Measured frames that were due, sent or not. */
  public long due() {
    return transmitted + unsent;
  }

  /** The percentage of due frames that did not come back intact. */
  public double lossPercent() {
    return due() == 0 ? 0 : (due() - verified) * 100.0 / due();
  }

  /** Whether some frames came back, all that were due did so intact, and no connection failed. */
  public boolean isWhole() {
    return verified > 0 && verified == due() && allFaults() == 0 && allErrors() == 0;
  }

  /** Errors of all kinds, without faults. */
  public long allErrors() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Faults of all kinds. */
  public long allFaults() {
    return faults.values().stream().mapToLong(Long::longValue).sum();
  }
}
