package dev.echo7.client;

import dev.echo7.measure.Fault;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a load has come to, so far or in all. A frame is measured if it was due after the warm-up.
 *
 * @param transmitted measured frames that went out
 * @param verified those of them that came back, every byte right
 * @param arrivals all frames that came back right, measured or not
 * @param arrivalsInTime those that came back while it was measured
 * @param heldBack measured frames that could not go when they were due: as many as may be on their
 *     way were on their way, the server took no more, or there was no connection
 * @param unsent measured frames that could not go at all
 * @param reconnects connections that were made anew
 * @param faults how many frames of each kind
 * @param errors how many of each kind, as its reader is told
 * @param firstFaults the first of them, with evidence
 */
public record LoadCounts(
    long transmitted,
    long verified,
    long arrivals,
    long arrivalsInTime,
    long heldBack,
    long unsent,
    long reconnects,
    Map<Fault.Kind, Long> faults,
    Map<String, Long> errors,
    List<Fault> firstFaults) {

  /** Nothing yet. */
  public static final LoadCounts NONE =
      new LoadCounts(0, 0, 0, 0, 0, 0, 0, Map.of(), Map.of(), List.of());

  /** Both together. */
  LoadCounts plus(LoadCounts other) {
    Map<Fault.Kind, Long> allFaults = new EnumMap<>(Fault.Kind.class);
    Map<String, Long> allErrors = new TreeMap<>(errors);
    allFaults.putAll(faults);
    other.faults.forEach((kind, count) -> allFaults.merge(kind, count, Long::sum));
    other.errors.forEach((kind, count) -> allErrors.merge(kind, count, Long::sum));
    List<Fault> first = new ArrayList<>(firstFaults);
    first.addAll(other.firstFaults);
    return new LoadCounts(
        transmitted + other.transmitted,
        verified + other.verified,
        arrivals + other.arrivals,
        arrivalsInTime + other.arrivalsInTime,
        heldBack + other.heldBack,
        unsent + other.unsent,
        reconnects + other.reconnects,
        allFaults,
        allErrors,
        first);
  }

  /** Of one kind. */
  public long faults(Fault.Kind kind) {
    return faults.getOrDefault(kind, 0L);
  }

  /** Of all kinds. */
  public long allFaults() {
    return faults.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Of all kinds. */
  public long allErrors() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }
}
