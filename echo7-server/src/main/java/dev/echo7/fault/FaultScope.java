package dev.echo7.fault;

import dev.echo7.net.Cidr;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where and when a fault acts: the words {@code chance}, {@code after}, {@code for} and {@code
 * from} that follow it.
 *
 * @param chance the probability that it acts on a connection, or on a datagram: above 0, up to 1
 * @param afterBytes it begins after this many bytes of the echo of a connection, or after this many
 *     datagrams of a source
 * @param afterTime it begins this long after the connection began; for datagrams, after the
 *     endpoint was given the fault
 * @param duration it ends this long after it began; null for never
 * @param from only for peers in this network; null for all
 */
public record FaultScope(
    double chance,
    long afterBytes,
    Duration afterTime,
    @Nullable Duration duration,
    @Nullable Cidr from) {
  /** All connections, from their first byte to their last. */
  public static final FaultScope ALWAYS = new FaultScope(1, 0, Duration.ZERO, null, null);

  public FaultScope {
    if (!(chance > 0 && chance <= 1)) {
      throw new IllegalArgumentException("chance must be above 0% and at most 100%");
    }
    if (afterBytes < 0 || afterTime.isNegative()) {
      throw new IllegalArgumentException("after must not be negative");
    }
    if (duration != null && (duration.isNegative() || duration.isZero())) {
      throw new IllegalArgumentException("for must be longer than 0; write for=10s");
    }
  }

  /**
   * Whether it acts at this time.
   *
   * @param elapsedNs time since the connection began; for datagrams, since the endpoint was given
   *     the fault
   */
  public boolean isTime(long elapsedNs) {
    long sinceNs = elapsedNs - afterTime.toNanos();
    return sinceNs >= 0 && (duration == null || sinceNs < duration.toNanos());
  }

  /** Whether it begins later than its connection, or ends earlier. */
  boolean isOfAWindow() {
    return afterBytes > 0 || !afterTime.isZero() || duration != null;
  }

  FaultScope withChance(double share) {
    return new FaultScope(share, afterBytes, afterTime, duration, from);
  }

  FaultScope withAfter(long bytes) {
    return new FaultScope(chance, bytes, Duration.ZERO, duration, from);
  }

  FaultScope withAfter(Duration time) {
    return new FaultScope(chance, 0, time, duration, from);
  }

  FaultScope withDuration(Duration time) {
    return new FaultScope(chance, afterBytes, afterTime, time, from);
  }

  FaultScope withFrom(Cidr network) {
    return new FaultScope(chance, afterBytes, afterTime, duration, network);
  }

  /** The words that set it, each with {@code &} in front: {@code &chance=10%}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (chance < 1) {
      text.append("&chance=").append(FaultText.percent(chance));
    }
    if (afterBytes > 0) {
      text.append("&after=").append(FaultText.bytes(afterBytes));
    } else if (!afterTime.isZero()) {
      text.append("&after=").append(FaultText.time(afterTime));
    }
    if (duration != null) {
      text.append("&for=").append(FaultText.time(duration));
    }
    if (from != null) {
      text.append("&from=").append(from);
    }
    return text.toString();
  }
}
