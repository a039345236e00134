package dev.echo7.measure;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A second of a load, or what is left of one.
 *
 * @param fromNs since the start of the load
 * @param toNs since the start of the load
 * @param times of the measured frames that came back in it; those of the warm-up are not in it
 * @param messages frames that came back right in it, those of the warm-up too
 * @param bytes of them
 * @param errors in it, by kind: faults by {@link Fault.Kind#word}, and errors of the connections
 */
public record LoadSlice(
    long fromNs, long toNs, Times times, long messages, long bytes, Map<String, Long> errors) {

  public LoadSlice {
    errors = Collections.unmodifiableMap(new TreeMap<>(errors));
  }

  /** Frames a second. */
  public double rate() {
    return toNs <= fromNs ? 0 : messages * 1e9 / (toNs - fromNs);
  }

  /** Of all kinds. */
  public long allErrors() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }
}
