package dev.echo7.cli.load;

import dev.echo7.cli.Converters;
import dev.echo7.cli.OptionGroup;
import dev.echo7.client.load.LoadOptions;
import dev.echo7.net.Endpoint;
import dev.echo7.net.UdpLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The options of load about what is sent, and when; the letters are wrk2's. */
final class LoadShape {
  private static final int MOST_CONNECTIONS = 1_000_000;
  private static final int LONGEST_FRAME = 16 << 20;
  private static final int MOST_DEPTH = 1 << 20;
  private int connections = 10;
  private Duration duration = Duration.ofSeconds(10);
  private @Nullable Integer rate;
  private long size = 64;
  private int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  private @Nullable Integer depth;
  private Warmup warmup = new Warmup(0.1, Duration.ZERO);
  private Duration ramp = Duration.ZERO;
  private Spacing spacing = Spacing.fixed;
  private Duration patience = Duration.ofSeconds(2);

  OptionGroup options() {
    return new OptionGroup("The load")
        .value(
            "-c", "COUNT", Integer.class, "Connections. Default: 10.", given -> connections = given)
        .value(
            "-d",
            "TIME",
            Duration.class,
            "How long (30s, 5m). Default: 10s.",
            given -> duration = given)
        .value(
            "-R",
            "RATE",
            Integer.class,
            Converters::rate,
            "Open loop: so many frames a second over all connections, whether or not echoes come."
                + " Without it, a closed loop: each connection sends when it has an echo.",
            given -> rate = given)
        .value(
            "-s",
            "SIZE",
            Long.class,
            Converters::size,
            "Bytes of a frame (64, 16k). Default: 64. Below 32, less can be checked.",
            given -> size = given)
        .with(this::addDetails);
  }

  private void addDetails(OptionGroup group) {
    group
        .value(
            "-t",
            "COUNT",
            Integer.class,
            "Threads. Default: half of this machine's processors.",
            given -> threads = given)
        .value(
            "--depth",
            "COUNT",
            Integer.class,
            "Frames that may be on their way on one connection. Default: 1; with -R, those of two"
                + " seconds, 16 at least.",
            given -> depth = given)
        .value(
            "--warmup",
            "PART",
            Warmup.class,
            Warmup::parse,
            "How much of the beginning is not measured (10%%, 2s). Default: 10%%.",
            given -> warmup = given)
        .value(
            "--ramp",
            "TIME",
            Duration.class,
            "Let the load grow evenly for so long, before -d begins. Default: 0.",
            given -> ramp = given)
        .value(
            "--arrivals",
            "fixed|poisson",
            Spacing.class,
            "With -R: sends equally far apart, or at random. Default: fixed.",
            given -> spacing = given)
        .value(
            "-W",
            "TIME",
            Duration.class,
            "How long to wait for the last echoes, and for each datagram. Default: 2s.",
            given -> patience = given);
  }

  /** The values of {@code --arrivals}, spelled as the user spells them. */
  private enum Spacing {
    fixed,
    poisson
  }

  /**
   * What was given.
   *
   * @throws IllegalArgumentException if it contradicts itself or the endpoint; the message is one
   *     line
   */
  LoadOptions read(Endpoint endpoint) {
    within("-c", connections, 1, MOST_CONNECTIONS);
    within("-t", threads, 1, 1024);
    within("-s", size, 1, endpoint.isDatagrams() ? UdpLimits.MAX_PAYLOAD_IPV4 : LONGEST_FRAME);
    refuseIf(rate != null && rate == 0, "-R 0: give 1 or more; without -R there is no limit");
    refuseIf(duration.isZero(), "-d 0: give more than no time at all");
    refuseIf(patience.isZero(), "-W 0: give more than no time at all");
    refuseIf(
        warmup.of(duration).compareTo(duration) >= 0,
        "--warmup leaves nothing of -d that could be measured; give less");
    refuseIf(
        rate == null && spacing == Spacing.poisson,
        "--arrivals poisson is a schedule, which is made by -R RATE; give that too");
    int deep = depth == null ? LoadOptions.defaultDepth(connections, rate()) : depth;
    within("--depth", deep, 1, MOST_DEPTH);
    return LoadOptions.of(connections, duration)
        .threads(Math.min(threads, connections))
        .warmup(warmup.of(duration))
        .ramp(ramp)
        .rate(rate())
        .poisson(spacing == Spacing.poisson)
        .size((int) size)
        .depth(deep)
        .patience(patience)
        .build();
  }

  /** Whether the depth is computed from the rate, because {@code --depth} was not given. */
  boolean depthFollowsRate() {
    return depth == null;
  }

  boolean hasRate() {
    return rate != null;
  }

  private double rate() {
    return rate == null ? 0 : rate;
  }

  private static void within(String option, long value, long least, long most) {
    refuseIf(
        value < least || value > most, option + " " + value + ": give " + least + " to " + most);
  }

  private static void refuseIf(boolean wrong, String message) {
    if (wrong) {
      throw new IllegalArgumentException(message);
    }
  }
}
