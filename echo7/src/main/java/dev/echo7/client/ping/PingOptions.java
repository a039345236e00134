package dev.echo7.client.ping;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to probe: the options of ping(8).
 *
 * @param count how many probes (-c); 0 for no limit
 * @param interval between two probes (-i)
 * @param flood send the next probe when the last one is answered, or after 10 ms (-f)
 * @param size bytes per probe (-s)
 * @param linger how long to wait for the last replies if none has come (-W)
 * @param deadline when to end, regardless of replies (-w); null for never
 * @param reconnect open a connection for each probe
 */
public record PingOptions(
    long count,
    Duration interval,
    boolean flood,
    int size,
    Duration linger,
    @Nullable Duration deadline,
    boolean reconnect) {

  /** How long ping(8) waits for a first reply. */
  public static final Duration DEFAULT_LINGER = Duration.ofSeconds(10);

  /** The same with this number of probes. */
  public PingOptions withCount(long probes) {
    return new PingOptions(probes, interval, flood, size, linger, deadline, reconnect);
  }
}
