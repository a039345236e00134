package dev.echo7.cli.server;

import dev.echo7.cli.Converters;
import dev.echo7.cli.OptionGroup;
import dev.echo7.server.config.Limits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Options of the server that limit connections. */
final class LimitOptions {
  /** A duration in nanoseconds must fit into a long, with room to add it to a clock. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private @Nullable Integer connections;
  private @Nullable Integer connectionsPerSource;
  private @Nullable Integer rate;
  private @Nullable Duration idle;
  private @Nullable Duration lifetime;
  private @Nullable Long bytes;

  OptionGroup options() {
    return new OptionGroup("Limits of connections")
        .value(
            "--max-connections",
            "N",
            Integer.class,
            "Open at once; then new clients wait until one closes. Default: the descriptor limit"
                + " less 64.",
            given -> connections = given)
        .value(
            "--max-connections-per-source",
            "N",
            Integer.class,
            "Open at once from an IPv4 address or an IPv6 /64; more are refused by RST. Default:"
                + " any number.",
            given -> connectionsPerSource = given)
        .value(
            "--connection-rate",
            "N",
            Integer.class,
            Converters::rate,
            "New ones a second from one source, 50 or 50/s; more are refused by RST. Default: any"
                + " number.",
            given -> rate = given)
        .value(
            "--idle-timeout",
            "TIME",
            Duration.class,
            "Ends a connection on which nothing moves for so long. Default: never.",
            given -> idle = given)
        .value(
            "--max-lifetime",
            "TIME",
            Duration.class,
            "Ends a connection that has been open for so long. Default: never.",
            given -> lifetime = given)
        .value(
            "--max-bytes",
            "SIZE",
            Long.class,
            Converters::size,
            "Ends a connection that has echoed so many bytes, 64, 16k or 1m. Default: never.",
            given -> bytes = given);
  }

  /**
   * The limits; throws a usage error if one is 0 or less.
   *
   * @param patience grace period for a connection that a limit ends and that has outstanding echoes
   */
  Limits limits(CommandLine command, Duration patience) {
    return new Limits(
        count(command, "--max-connections", connections),
        count(command, "--max-connections-per-source", connectionsPerSource),
        count(command, "--connection-rate", rate),
        time(command, "--idle-timeout", idle),
        time(command, "--max-lifetime", lifetime),
        size(command, "--max-bytes", bytes),
        patience);
  }

  private static int count(CommandLine command, String name, @Nullable Integer given) {
    return (int) size(command, name, given == null ? null : Long.valueOf(given));
  }

  private static long size(CommandLine command, String name, @Nullable Long given) {
    if (given != null && given < 1) {
      throw new ParameterException(
          command,
          name
              + " "
              + given
              + ": give 1 or more, or leave it out for "
              + (name.equals("--max-connections") ? "as many as descriptors allow" : "no limit"));
    }
    return given == null ? 0 : given;
  }

  private static Duration time(CommandLine command, String name, @Nullable Duration given) {
    if (given != null && (given.isZero() || given.compareTo(LONGEST) > 0)) {
      throw new ParameterException(
          command,
          name
              + (given.isZero() ? " 0" : " is too long")
              + ": give 1ms or more, up to 100 years,"
              + " or leave it out for no limit");
    }
    return given == null ? Duration.ZERO : given;
  }
}
