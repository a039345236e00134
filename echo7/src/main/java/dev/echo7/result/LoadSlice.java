package dev.echo7.result;

import dev.echo7.measure.PackedTimes;
import dev.echo7.measure.Times;
import dev.echo7.verify.Fault;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A second of a load, or what is left of one. A load keeps all of its own until its end: the times
 * are kept packed, some kilobytes a second, and unpacked for whoever asks.
 *
 * <p>Immutable; any thread.
 */
public final class LoadSlice {
  private final long fromNs;
  private final long toNs;
  private final PackedTimes times;
  private final long messages;
  private final long bytes;
  private final Map<String, Long> errors;

  /**
   * @param fromNs since the start of the load
   * @param toNs since the start of the load
   * @param times of the measured frames that came back in it; those of the warm-up are not in it;
   *     copied
   * @param messages frames that came back right in it, those of the warm-up too
   * @param bytes of them
   * @param errors in it, by kind: faults by {@link Fault.Kind#word}, and errors of the connections
   */
  public LoadSlice(
      long fromNs, long toNs, Times times, long messages, long bytes, Map<String, Long> errors) {
    this.fromNs = fromNs;
    this.toNs = toNs;
    this.times = new PackedTimes(times);
    this.messages = messages;
    this.bytes = bytes;
    this.errors = Collections.unmodifiableMap(new TreeMap<>(errors));
  }

  /** When it began, since the start of the load. */
  public long fromNs() {
    return fromNs;
  }

  /** When it ended, since the start of the load. */
  public long toNs() {
    return toNs;
  }

  /** Of the measured frames that came back in it; a copy, which takes a moment to make. */
  public Times times() {
    return times.times();
  }

  /** Frames that came back right in it, those of the warm-up too. */
  public long messages() {
    return messages;
  }

  /** Of all messages. */
  public long bytes() {
    return bytes;
  }

  /** By kind: faults by {@link Fault.Kind#word}, and errors of the connections. */
  public Map<String, Long> errors() {
    return errors;
  }

  /** Frames a second. */
  public double rate() {
    return toNs <= fromNs ? 0 : messages * 1e9 / (toNs - fromNs);
  }

  /** Of all kinds. */
  public long allErrors() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LoadSlice that
        && fromNs == that.fromNs
        && toNs == that.toNs
        && messages == that.messages
        && bytes == that.bytes
        && errors.equals(that.errors)
        && times().equals(that.times());
  }

  @Override
  public int hashCode() {
    return Objects.hash(fromNs, toNs, messages, bytes, errors);
  }
}
