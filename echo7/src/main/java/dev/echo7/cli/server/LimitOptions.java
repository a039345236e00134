package dev.echo7.cli.server;

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
        .count(
            "--max-connections",
            "Maximum open connections; further clients wait. Default: the descriptor limit minus"
                + " 64.",
            given -> connections = given)
        .count(
            "--max-connections-per-source",
            "Maximum open connections per source (an IPv4 address or an IPv6 /64); more are"
                + " rejected with RST. Default: no limit.",
            given -> connectionsPerSource = given)
        .rate(
            "--connection-rate",
            "New connections per second per source (50 or 50/s); more are rejected with RST."
                + " Default: no limit.",
            given -> rate = given)
        .duration(
            "--idle-timeout",
            "Close a connection that has been idle for TIME. Default: never.",
            given -> idle = given)
        .duration(
            "--max-lifetime",
            "Close a connection that has been open for TIME. Default: never.",
            given -> lifetime = given)
        .size(
            "--max-bytes",
            "Close a connection after it has echoed SIZE bytes (64, 16k, 1m). Default: never.",
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
              + " must be 1 or more; without it, "
              + (name.equals("--max-connections")
                  ? "the descriptor limit decides"
                  : "there is no limit"));
    }
    return given == null ? 0 : given;
  }

  private static Duration time(CommandLine command, String name, @Nullable Duration given) {
    if (given != null && (given.isZero() || given.compareTo(LONGEST) > 0)) {
      throw new ParameterException(
          command,
          name + " must be more than 0 and at most 100 years; without it, there is no limit");
    }
    return given == null ? Duration.ZERO : given;
  }
}
