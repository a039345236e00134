package dev.echo7.client.load;

import dev.echo7.measure.Pacer;

/**
 * When each connection sends, and which of that is measured. Any thread.
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
   * In an open loop, when it sends any. All connections together have the rate: equally far apart,
   * or, as many Poisson processes make one, at random.
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

  /** Nothing more is due. */
  void endAt(long nowNs) {
    endNs = Math.min(endNs, nowNs);
  }

  long startNs() {
    return startNs;
  }

  /** Whether what was due then is measured. */
  boolean isMeasured(long dueNs) {
    return dueNs >= fromNs && dueNs < endNs;
  }

  /** From when on it is measured. */
  long fromNs() {
    return fromNs;
  }

  /** What would be due then or later is not sent. */
  long endNs() {
    return endNs;
  }

  /** What has not come back by then is lost. */
  long lastNs() {
    return endNs + options.patience().toNanos();
  }
}
