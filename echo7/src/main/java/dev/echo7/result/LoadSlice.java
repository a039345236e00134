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
 * One second of a load, or the rest at its end. A load keeps all of them, so the times are packed
 * into some kilobytes per second.
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
  private final @Nullable KernelSecond kernel;

  /** One without the kernel's counters, which logs do not have. */
  public LoadSlice(
      long fromNs, long toNs, Times times, long messages, long bytes, Map<String, Long> errors) {
    this(fromNs, toNs, times, messages, bytes, errors, null);
  }

  /**
   * @param fromNs since the start of the load
   * @param toNs since the start of the load
   * @param times of the measured frames that came back in it, without the warm-up; copied
   * @param messages intact frames that came back in it, including the warm-up
   * @param bytes in those frames
   * @param errors by kind: faults by {@link Fault.Kind#word}, and errors of connections
   * @param kernel null where the system or the transport has no such counters
   */
  public LoadSlice(
      long fromNs,
      long toNs,
      Times times,
      long messages,
      long bytes,
      Map<String, Long> errors,
      @Nullable KernelSecond kernel) {
    this.fromNs = fromNs;
    this.toNs = toNs;
    this.times = new PackedTimes(times);
    this.messages = messages;
    this.bytes = bytes;
    this.errors = Collections.unmodifiableMap(new TreeMap<>(errors));
    this.kernel = kernel;
  }

  /** When it began, after the start of the load. */
  public long fromNs() {
    return fromNs;
  }

  /** When it ended, after the start of the load. */
  public long toNs() {
    return toNs;
  }

  /** The times of the measured frames that came back in it; unpacked on each call. */
  public Times times() {
    return times.times();
  }

  /** Intact frames that came back in it, including the warm-up. */
  public long messages() {
    return messages;
  }

  /** The bytes of all messages. */
  public long bytes() {
    return bytes;
  }

  /** Counts by kind: faults by {@link Fault.Kind#word}, and errors of connections. */
  public Map<String, Long> errors() {
    return errors;
  }

  /** The kernel's counters; null if they are not known. */
  public @Nullable KernelSecond kernel() {
    return kernel;
  }

  /** Frames per second. */
  public double rate() {
    return toNs <= fromNs ? 0 : messages * 1e9 / (toNs - fromNs);
  }

  /** Bits per second of all messages, in one direction. */
  public double bitsPerSecond() {
    return toNs <= fromNs ? 0 : bytes * 8e9 / (toNs - fromNs);
  }

  /** Faults and errors of all kinds. */
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
        && Objects.equals(kernel, that.kernel)
        && times().equals(that.times());
  }

  @Override
  public int hashCode() {
    return Objects.hash(fromNs, toNs, messages, bytes, errors);
  }
}
