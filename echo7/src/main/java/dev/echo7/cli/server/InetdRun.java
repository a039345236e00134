package dev.echo7.cli.server;

import dev.echo7.cli.ExitCode;
import dev.echo7.cli.Terminal;
import dev.echo7.log.LogStyle;
import dev.echo7.net.Endpoint;
import dev.echo7.net.failure.FailureText;
import dev.echo7.server.config.ServedEndpoint;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.service.InetdLog;
import dev.echo7.service.LoneConnection;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * {@code echoserver --inetd}: started by inetd or xinetd with a socket as descriptor 0, which may
 * be a connection, a listener or a datagram socket. No message is ever written to it.
 */
final class InetdRun {
  static final String OPTION = "--inetd";

  /** Descriptor 0 as an endpoint, if it is a listener or a datagram socket. */
  static final List<ServedEndpoint> SOCKET =
      List.of(ServedEndpoint.pristine(new Endpoint.Inherited(0, "")));

  /** Idle time after which a server on inetd's listener exits; inetd starts the next one. */
  static final Duration IDLE_END = Duration.ofMinutes(1);

  /** The default of --drain-timeout. */
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(10);

  private static final Set<String> FITTING =
      Set.of(
          OPTION,
          "--quiet",
          "--numeric",
          "--verbose",
          "--event-loops",
          "--drain-timeout",
          "--udp-rate",
          "--udp-allow-ports");

  private InetdRun() {}

  /** Whether a command line is {@code --inetd} alone: then there is no need to parse it. */
  static boolean isAllOf(String... arguments) {
    return arguments.length == 1 && arguments[0].equals(OPTION);
  }

  /**
   * {@code echoserver --inetd} alone: serves a connection with default options. Returns the exit
   * code, or nothing if descriptor 0 is a listener or a datagram socket.
   */
  static OptionalInt ofConnection(Terminal terminal) {
    try {
      return serveConnection(DRAIN_TIMEOUT);
    } catch (IOException e) {
      log(terminal).complain(FailureText.of(e));
      return OptionalInt.of(ExitCode.FAILED);
    }
  }

  /** Standard error is the client's socket: messages go to the log. */
  private static Terminal log(Terminal terminal) {
    return Terminal.of(terminal.program(), InetdLog.inPlaceOf(terminal.err().unwatched()));
  }

  /**
   * Serves descriptor 0, whatever it is: a connection to its end, another socket until a signal or
   * {@link #IDLE_END}.
   *
   * @return the exit code
   */
  static int serve(
      Terminal terminal, ServerOptions options, LogStyle style, Duration drainTimeout) {
    Terminal log = log(terminal);
    try {
      OptionalInt code = serveConnection(drainTimeout);
      if (code.isPresent()) {
        return code.getAsInt();
      }
      LogStyle quiet = new LogStyle(!style.verbose(), style.verbose(), style.names());
      return new ServerRun(options, quiet, List.of(), drainTimeout, IDLE_END).serve(log);
    } catch (IOException e) {
      log.complain(FailureText.of(e));
      return ExitCode.FAILED;
    }
  }

  /** Throws a usage error for an option that makes no sense with inetd. */
  static void check(CommandLine command, List<String> endpoints) {
    if (!endpoints.isEmpty()) {
      throw new ParameterException(
          command,
          "--inetd serves the socket on descriptor 0; omit '" + String.join(" ", endpoints) + "'");
    }
    for (OptionSpec option : command.getParseResult().matchedOptions()) {
      if (Arrays.stream(option.names()).noneMatch(FITTING::contains)) {
        throw new ParameterException(
            command, option.longestName() + " cannot be used with --inetd");
      }
    }
  }

  /**
   * Serves descriptor 0 to its end if it is a connection; no class of Netty is loaded for that.
   *
   * @param patience grace period after a signal, for outstanding echoes
   * @return the exit code; empty if it is a listener or a datagram socket
   * @throws IOException if it is no socket
   */
  private static OptionalInt serveConnection(Duration patience) throws IOException {
    Channel inherited = System.inheritedChannel();
    if (inherited == null) {
      throw new IOException("descriptor 0 is not a socket; use --inetd only under inetd or xinetd");
    }
    if (!(inherited instanceof SocketChannel channel)) {
      return OptionalInt.empty();
    }
    LoneConnection connection = new LoneConnection(channel);
    // SIGTERM, SIGINT and SIGHUP run this hook, and then end the process with their own exit code.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> connection.end(patience)));
    return OptionalInt.of(connection.serve() ? ExitCode.OK : ExitCode.FAILED);
  }
}
