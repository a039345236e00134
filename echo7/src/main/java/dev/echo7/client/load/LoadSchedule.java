package dev.echo7.client.load;

import dev.echo7.measure.Pacer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When each connection sends, and which frames are measured. Any thread.
 *
 * <pre>
 * start          full rate    from                       sendEnd            last
 *   |--- ramp -----|--- warm-up ---|------- measured ---------|-- patience --|
 * </pre>
 *
 * <p>A number of frames may end it, too. In an open loop they are a part of the schedule, divided
 * among the connections. In a closed loop any connection takes the next; the measurement then ends
 * with the last echo.
 */
public final class LoadSchedule {
  private final LoadOptions options;
  private final long seed;
  private final long startNs;
  private final long fromNs;

  /** The frames that a closed loop may still send. */
  private final AtomicLong framesLeft;

  /** Frames until then are measured. */
  private volatile long endNs;

  private volatile long sendEndNs;

  LoadSchedule(LoadOptions options, long seed, long startNs) {
    this.options = options;
    this.seed = seed;
    this.startNs = startNs;
    this.fromNs = startNs + options.ramp().toNanos() + options.warmup().toNanos();
    this.endNs = startNs + options.length().toNanos();
    this.sendEndNs = endNs;
    boolean isLimited = options.frames() > 0 && !options.isOpenLoop();
    this.framesLeft = new AtomicLong(isLimited ? options.frames() : Long.MAX_VALUE);
  }

  /** In a closed loop, when a connection sends its first frame. */
  public long firstNs(int connection) {
    return startNs + options.ramp().toNanos() * connection / options.connections();
  }

  /**
   * In an open loop, when one of several equal senders sends. All together have the rate, evenly
   * spaced or at random; many Poisson processes add up to one.
   *
   * @param sender from 0
   * @param senders how many
   */
  public Pacer pacer(int sender, int senders) {
    double intervalNs = 1e9 * senders / options.rate();
    return pacer(sender, senders, intervalNs).rampingFor(options.ramp().toNanos());
  }

  private Pacer pacer(int sender, int senders, double intervalNs) {
    long frames = options.frames();
    long share = frames / senders + (sender < frames % senders ? 1 : 0);
    if (!options.poisson()) {
      Pacer even = Pacer.fixed(startNs, intervalNs).startingLater(intervalNs * sender / senders);
      return frames == 0 ? even : even.endingAfter(share);
    }
    if (frames > 0) {
      return Pacer.scattered(startNs, frames * 1e9 / options.rate(), share, seed + sender);
    }
    Pacer random = Pacer.poisson(startNs, intervalNs, seed + sender);
    random.next();
    return random;
  }

  /**
   * Takes one of the frames of a closed loop, before it is sent.
   *
   * @return false if none is left
   */
  public boolean takeFrame(long nowNs) {
    if (framesLeft.getPlain() == Long.MAX_VALUE) {
      return true;
    }
    long left = framesLeft.decrementAndGet();
    if (left == 0) {
      sendEndNs = Math.min(sendEndNs, nowNs);
    }
    return left >= 0;
  }

  /** Ends the schedule, as at the end of its time: nothing is due from this time on. */
  public void endAt(long nowNs) {
    endNs = Math.min(endNs, nowNs);
    sendEndNs = Math.min(sendEndNs, nowNs);
  }

  /** Ends the measurement with the last echo, if all frames of a closed loop were sent before. */
  void settle(long lastEchoNs) {
    if (sendEndNs < endNs) {
      endNs = Math.min(endNs, Math.max(sendEndNs, lastEchoNs) + 1);
    }
  }

  /** When the load begins. */
  public long startNs() {
    return startNs;
  }

  /** Whether frames that are due at this time are measured. */
  public boolean isMeasured(long dueNs) {
    return dueNs >= fromNs && dueNs < endNs;
  }

  /** When the measurement begins. */
  public long fromNs() {
    return fromNs;
  }

  /** When the measurement ends: as far as known, after {@link #sendEndNs} in a closed loop. */
  public long endNs() {
    return endNs;
  }

  /** From when on nothing is sent. */
  public long sendEndNs() {
    return sendEndNs;
  }

  /** When frames that have not come back are lost. */
  long lastNs() {
    return sendEndNs + options.patience().toNanos();
  }
}
