package dev.echo7.client.ping;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to probe: ping's options.
 *
 * @param count how many probes (-c); 0 for no end
 * @param interval between two of them (-i)
 * @param flood the next one when the one before is answered, or a hundredth of a second later (-f)
 * @param size bytes of each (-s)
 * @param linger how long to wait for the last replies if none has come (-W)
 * @param deadline when to end, whatever has come (-w); null for no such time
 * @param reconnect a connection for each probe
 */
public record PingOptions(
    long count,
    Duration interval,
    boolean flood,
    int size,
    Duration linger,
    @Nullable Duration deadline,
    boolean reconnect) {

  /** How long ping waits for a first reply. */
  public static final Duration DEFAULT_LINGER = Duration.ofSeconds(10);

  /** The same, with so many probes. */
  public PingOptions withCount(long probes) {
    return new PingOptions(probes, interval, flood, size, linger, deadline, reconnect);
  }

  /** The same, with so much patience. */
  public PingOptions withLinger(Duration patience) {
    return new PingOptions(count, interval, flood, size, patience, deadline, reconnect);
  }

  /** The same, with a connection for each probe. */
  public PingOptions reconnecting() {
    return new PingOptions(count, interval, flood, size, linger, deadline, true);
  }
}
