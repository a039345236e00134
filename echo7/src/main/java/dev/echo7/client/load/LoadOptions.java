package dev.echo7.client.load;

import dev.echo7.measure.Pacer;
import java.time.Duration;

/**
 * How to load a server, with wrk2's option letters.
 *
 * @param connections how many (-c), all open before the first frame is sent
 * @param threads event loops that share them (-t)
 * @param duration of the load at its full rate (-d); {@link #UNLIMITED} if only frames end it
 * @param warmup how much of its beginning is not measured
 * @param ramp how long the load grows to its full rate, before the duration begins
 * @param rate frames per second over all connections (-R); 0 for a closed loop, in which each echo
 *     causes the next frame
 * @param poisson whether sends are spaced at random, independent of each other, instead of evenly
 * @param size bytes per frame (-s)
 * @param depth the maximum number of frames in flight per connection
 * @param patience how long to wait for the last echoes, and for any datagram
 * @param frames how many of all connections together end the load (--frames); 0 for no such limit
 * @param reconnect whether each frame opens a new connection (--reconnect); then connections is how
 *     many may be open at once, and depth is 1
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
    Duration patience,
    long frames,
    boolean reconnect) {
  /** A duration that no load reaches. */
  public static final Duration UNLIMITED = Duration.ofDays(36_500);

  private static final int LEAST_DEPTH = 16;
  private static final int MOST_DEPTH = 4096;

  /** A closed loop of 64-byte frames on one thread, without warm-up. */
  public static Builder of(int connections, Duration duration) {
    return new Builder(connections, duration);
  }

  /**
   * The default depth: one in a closed loop; in an open loop, the number of frames that are due in
   * two seconds, so that only a stuck server delays the schedule.
   */
  public static int defaultDepth(int connections, double rate) {
    return rate == 0 ? 1 : Math.clamp((long) (2 * rate / connections), LEAST_DEPTH, MOST_DEPTH);
  }

  /** Whether there is a schedule, which waits for no reply. */
  public boolean isOpenLoop() {
    return rate > 0;
  }

  /** How long frames are due, at most: the ramp and the duration, or until all frames were due. */
  public Duration length() {
    Duration limit = ramp.plus(duration);
    if (frames == 0 || !isOpenLoop()) {
      return limit;
    }
    long allDueNs =
        Pacer.fixed(0, 1e9 / rate)
            .startingLater(frames * 1e9 / rate)
            .rampingFor(ramp.toNanos())
            .dueNs();
    return Duration.ofNanos(Math.min(limit.toNanos(), allDueNs));
  }

  /** The same at another rate. */
  public LoadOptions withRate(double framesPerSecond) {
    return toBuilder().rate(framesPerSecond).build();
  }

  /** The same with the default depth. */
  public LoadOptions withDefaultDepth() {
    return toBuilder().depth(defaultDepth(connections, rate)).build();
  }

  /** A builder that starts with these values. */
  Builder toBuilder() {
    return of(connections, duration)
        .threads(threads)
        .warmup(warmup)
        .ramp(ramp)
        .rate(rate)
        .poisson(poisson)
        .size(size)
        .depth(depth)
        .patience(patience)
        .frames(frames)
        .reconnect(reconnect);
  }

  /** Builds {@link LoadOptions}; each setter has the name of the component that it sets. */
  public static final class Builder {
    private final int connections;
    private final Duration duration;
    private int threads = 1;
    private Duration warmup = Duration.ZERO;
    private Duration ramp = Duration.ZERO;
    private double rate;
    private boolean poisson;
    private int size = 64;
    private int depth = 1;
    private Duration patience = Duration.ofSeconds(2);
    private long frames;
    private boolean reconnect;

    private Builder(int connections, Duration duration) {
      this.connections = connections;
      this.duration = duration;
    }

    public Builder threads(int count) {
      threads = count;
      return this;
    }

    public Builder warmup(Duration time) {
      warmup = time;
      return this;
    }

    public Builder ramp(Duration time) {
      ramp = time;
      return this;
    }

    public Builder rate(double framesPerSecond) {
      rate = framesPerSecond;
      return this;
    }

    public Builder poisson(boolean isRandom) {
      poisson = isRandom;
      return this;
    }

    public Builder size(int bytes) {
      size = bytes;
      return this;
    }

    public Builder depth(int frames) {
      depth = frames;
      return this;
    }

    public Builder patience(Duration time) {
      patience = time;
      return this;
    }

    public Builder frames(long count) {
      frames = count;
      return this;
    }

    public Builder reconnect(boolean eachFrame) {
      reconnect = eachFrame;
      return this;
    }

    /** The options as set. */
    public LoadOptions build() {
      return new LoadOptions(
          connections,
          threads,
          duration,
          warmup,
          ramp,
          rate,
          poisson,
          size,
          depth,
          patience,
          frames,
          reconnect);
    }
  }
}
