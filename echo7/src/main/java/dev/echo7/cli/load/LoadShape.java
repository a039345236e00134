package dev.echo7.cli.load;

import dev.echo7.cli.Converters;
import dev.echo7.cli.OptionGroup;
import dev.echo7.client.load.LoadOptions;
import dev.echo7.net.Endpoint;
import dev.echo7.net.UdpLimits;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The options of load about what is sent, and when; the letters are wrk2's. */
final class LoadShape {
  private static final int MOST_CONNECTIONS = 1_000_000;
  private static final int LONGEST_FRAME = 16 << 20;
  private static final int MOST_DEPTH = 1 << 20;
  private static final Duration DEFAULT_DURATION = Duration.ofSeconds(10);
  private static final Warmup DEFAULT_WARMUP = new Warmup(0.1, Duration.ZERO);
  private static final Warmup NO_WARMUP = new Warmup(0, Duration.ZERO);

  private int connections = 10;
  private @Nullable Duration duration;
  private @Nullable Long frames;
  private @Nullable Integer rate;
  private long size = 64;
  private int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  private @Nullable Integer depth;
  private @Nullable Warmup warmup;
  private Duration ramp = Duration.ZERO;
  private boolean isPoisson;
  private boolean isReconnecting;
  private Duration patience = Duration.ofSeconds(2);

  OptionGroup options() {
    return new OptionGroup("The load")
        .count("-c --connections", "Connections. Default: 10.", given -> connections = given)
        .duration(
            "-d --duration",
            "Duration of the load (30s, 5m). Default: 10s; with --frames, no limit.",
            given -> duration = given)
        .value(
            "--frames",
            "COUNT",
            Long.class,
            Converters::count,
            "End after COUNT frames (10k) of all connections together; no warm-up unless --warmup"
                + " is given.",
            given -> frames = given)
        .rate(
            "-R --rate",
            "Open loop: frames per second over all connections, whether or not echoes come."
                + " Without it, a closed loop: each connection sends when it has an echo.",
            given -> rate = given)
        .flag(
            "--reconnect",
            "Open a new connection for each frame, and report the times of connect, TLS handshake"
                + " and echo. -c is then the maximum open at once, -R the new connections per"
                + " second.",
            () -> isReconnecting = true)
        .size(
            "-s --size",
            "Bytes per frame (64, 16k). Default: 64. Below 32 some faults cannot be detected.",
            given -> size = given)
        .with(this::addDetails);
  }

  private void addDetails(OptionGroup group) {
    group
        .count(
            "-t --threads",
            "Threads. Default: half of this machine's CPUs.",
            given -> threads = given)
        .count(
            "--depth",
            "Maximum frames in flight per connection. Default: 1; with -R, two seconds' worth,"
                + " at least 16.",
            given -> depth = given)
        .value(
            "--warmup",
            "PART",
            Warmup.class,
            Warmup::parse,
            "Part at the start that is not measured (10%%, 2s). Default: 10%%; with --frames, 0.",
            given -> warmup = given)
        .duration(
            "--ramp",
            "Ramp up linearly for TIME before -d starts. Default: 0.",
            given -> ramp = given)
        .choice(
            "--arrivals",
            List.of("fixed", "poisson"),
            "With -R: constant or random spacing of sends. Default: fixed.",
            given -> isPoisson = given.equals("poisson"))
        .duration(
            "-W --timeout",
            "Timeout for the last echoes, for each datagram, and with --reconnect for each"
                + " connection. Default: 2s.",
            given -> patience = given);
  }

  /**
   * What was given.
   *
   * @throws IllegalArgumentException if it contradicts itself or the endpoint; the message is one
   *     line
   */
  LoadOptions read(Endpoint endpoint) {
    within("--connections", connections, 1, MOST_CONNECTIONS);
    within("--threads", threads, 1, 1024);
    within("--size", size, 1, endpoint.isDatagrams() ? UdpLimits.MAX_PAYLOAD_IPV4 : LONGEST_FRAME);
    refuseIf(
        rate != null && rate == 0, "--rate must be 1 or more; without --rate there is no limit");
    refuseIf(duration != null && duration.isZero(), "--duration must be more than 0");
    refuseIf(frames != null && frames == 0, "--frames must be 1 or more");
    refuseIf(patience.isZero(), "--timeout must be more than 0");
    refuseIf(rate == null && isPoisson, "--arrivals poisson needs --rate");
    LoadOptions options = options(depth());
    refuseIf(
        options.warmup().compareTo(options.duration()) >= 0,
        "--warmup leaves no time to measure; it must be shorter than --duration");
    refuseIf(
        options.ramp().plus(options.warmup()).compareTo(options.length()) >= 0,
        "all --frames are sent before the measurement begins; give more of them, or a shorter"
            + " --warmup or --ramp");
    return options;
  }

  private int depth() {
    if (isReconnecting) {
      refuseIf(
          depth != null && depth != 1, "--reconnect sends one frame per connection; omit --depth");
      return 1;
    }
    int deep = depth == null ? LoadOptions.defaultDepth(connections, rate()) : depth;
    within("--depth", deep, 1, MOST_DEPTH);
    return deep;
  }

  private LoadOptions options(int deep) {
    long count = frames == null ? 0 : frames;
    boolean isCounted = count > 0;
    Duration limit =
        Objects.requireNonNullElse(duration, isCounted ? LoadOptions.UNLIMITED : DEFAULT_DURATION);
    Warmup first = Objects.requireNonNullElse(warmup, isCounted ? NO_WARMUP : DEFAULT_WARMUP);
    refuseIf(
        isCounted && duration == null && first.share() > 0,
        "--warmup in percent needs --duration if --frames is given; write a time (2s)");
    return LoadOptions.of(connections, limit)
        .threads(Math.min(threads, connections))
        .warmup(first.of(limit))
        .ramp(ramp)
        .frames(count)
        .reconnect(isReconnecting)
        .rate(rate())
        .poisson(isPoisson)
        .size((int) size)
        .depth(deep)
        .patience(patience)
        .build();
  }

  /** Whether the depth is computed from the rate, because {@code --depth} was not given. */
  boolean depthFollowsRate() {
    return depth == null && !isReconnecting;
  }

  boolean hasRate() {
    return rate != null;
  }

  boolean hasFrames() {
    return frames != null;
  }

  private double rate() {
    return rate == null ? 0 : rate;
  }

  private static void within(String option, long value, long least, long most) {
    refuseIf(
        value < least || value > most,
        option + " must be " + least + " to " + most + ", not " + value);
  }

  private static void refuseIf(boolean wrong, String message) {
    if (wrong) {
      throw new IllegalArgumentException(message);
    }
  }
}
