package dev.echo7.client.load;

import java.time.Duration;

/**
 * How to load a server: wrk2's options.
 *
 * @param connections how many (-c), all of them open before the first frame is sent
 * @param threads event loops among which they are shared (-t)
 * @param duration of the load at its full rate (-d)
 * @param warmup how much of its beginning is not measured
 * @param ramp how long the load takes to grow to its full rate, before the duration begins
 * @param rate frames a second over all connections (-R); 0 for as many as come back (closed loop)
 * @param poisson whether sends know nothing of each other, rather than being equally far apart
 * @param size bytes of each frame (-s)
 * @param depth how many may be on their way on one connection
 * @param patience how long the last echoes are waited for, and any datagram
 */
public record LoadOptions(
    int connections,
    int threads,
    Duration duration,
    Duration warmup,
    Duration ramp,
    double rate,
    boolean poisson,
    int size,
    int depth,
    Duration patience) {
  private static final int LEAST_DEPTH = 16;
  private static final int MOST_DEPTH = 4096;

  /**
   * How many may be on their way if nothing else is said: one in a closed loop; in an open one what
   * is sent in two seconds, so that the schedule waits for no server that is not stuck.
   */
  public static int defaultDepth(int connections, double rate) {
    return rate == 0 ? 1 : Math.clamp((long) (2 * rate / connections), LEAST_DEPTH, MOST_DEPTH);
  }

  /** Whether there is a schedule, which waits for no reply. */
  public boolean isOpenLoop() {
    return rate > 0;
  }

  /** The same at another rate. */
  public LoadOptions withRate(double framesPerSecond) {
    return with(framesPerSecond, depth);
  }

  /** The same with so many on their way as nobody has to think of. */
  public LoadOptions withDefaultDepth() {
    return with(rate, defaultDepth(connections, rate));
  }

  private LoadOptions with(double newRate, int newDepth) {
    return new LoadOptions(
        connections, threads, duration, warmup, ramp, newRate, poisson, size, newDepth, patience);
  }
}
