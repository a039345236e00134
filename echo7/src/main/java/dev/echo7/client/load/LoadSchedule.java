package dev.echo7.client.load;

import dev.echo7.measure.Pacer;

/**
 * When each connection sends, and which frames are measured. Any thread.
 *
 * <pre>
 * start          full rate    from                          end            last
 *   |--- ramp -----|--- warm-up ---|------- measured ---------|-- patience --|
 * </pre>
 */
final class LoadSchedule {
  private final LoadOptions options;
  private final long seed;
  private final long startNs;
  private final long fromNs;
  private volatile long endNs;

  LoadSchedule(LoadOptions options, long seed, long startNs) {
    this.options = options;
    this.seed = seed;
    this.startNs = startNs;
    this.fromNs = startNs + options.ramp().toNanos() + options.warmup().toNanos();
    this.endNs = startNs + options.ramp().toNanos() + options.duration().toNanos();
  }

  /** In a closed loop, when a connection sends its first frame. */
  long firstNs(int connection) {
    return startNs + options.ramp().toNanos() * connection / options.connections();
  }

  /**
   * In an open loop, when a connection sends. All connections together have the rate, evenly spaced
   * or at random; many Poisson processes add up to one.
   */
  Pacer pacer(int connection) {
    double intervalNs = 1e9 * options.connections() / options.rate();
    if (options.poisson()) {
      Pacer random =
          Pacer.poisson(startNs, intervalNs, seed + connection)
              .rampingFor(options.ramp().toNanos());
      random.next();
      return random;
    }
    return Pacer.fixed(startNs, intervalNs)
        .startingLater(intervalNs * connection / options.connections())
        .rampingFor(options.ramp().toNanos());
  }

  /** Ends the schedule: nothing is due from this time on. */
  void endAt(long nowNs) {
    endNs = Math.min(endNs, nowNs);
  }

  long startNs() {
    return startNs;
  }

  /** Whether frames that are due at this time are measured. */
  boolean isMeasured(long dueNs) {
    return dueNs >= fromNs && dueNs < endNs;
  }

  /** When the measurement begins. */
  long fromNs() {
    return fromNs;
  }

  /** When the schedule ends. */
  long endNs() {
    return endNs;
  }

  /** When frames that have not come back are lost. */
  long lastNs() {
    return endNs + options.patience().toNanos();
  }
}
