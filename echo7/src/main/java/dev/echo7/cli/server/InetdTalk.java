package dev.echo7.cli.server;

import dev.echo7.cli.ExitCode;
import dev.echo7.cli.Terminal;
import dev.echo7.log.ConsoleLog;
import dev.echo7.net.Endpoint;
import dev.echo7.net.failure.FailureText;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.service.InetdLog;
import dev.echo7.service.LoneConnection;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * {@code echoserver --inetd}: started by inetd or xinetd, which give the socket as descriptor 0, be
 * it a connection, a listener or a datagram socket. Not a byte of ours enters it.
 */
final class InetdTalk {
  static final String OPTION = "--inetd";

  /** The socket, as a server on listeners and datagrams takes it. */
  static final List<Endpoint> SOCKET = List.of(new Endpoint.Inherited(0, ""));

  /** A server on inetd's own socket ends when it had nothing to do for so long; inetd starts it. */
  static final Duration IDLE_END = Duration.ofMinutes(1);

  /** As --drain-timeout has it by default. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

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

  private InetdTalk() {}

  /** Whether a command line is that option and no more: then there is no need to read it. */
  static boolean isAllOf(String... arguments) {
    return arguments.length == 1 && arguments[0].equals(OPTION);
  }

  /**
   * {@code echoserver --inetd} without any other word: a connection is served at once, without the
   * time that it takes to read a command line.
   */
  static int run(Terminal terminal, String... arguments) {
    try {
      int code = serveConnection(PATIENCE);
      return code >= 0 ? code : EchoServerCommand.run(terminal, arguments);
    } catch (IOException e) {
      Terminal.of(InetdLog.inPlaceOf(terminal.err().unwatched()))
          .say("echoserver: " + FailureText.of(e));
      return ExitCode.FAILED;
    }
  }

  /**
   * Serves descriptor 0, whatever it is: a connection to its end, another socket until a signal or
   * {@link #IDLE_END}.
   *
   * @return the exit code
   */
  static int serve(
      Terminal terminal, ServerOptions options, ConsoleLog.Style style, Duration drainTimeout) {
    Terminal log = Terminal.of(InetdLog.inPlaceOf(terminal.err().unwatched()));
    try {
      int code = serveConnection(drainTimeout);
      if (code < 0) {
        ConsoleLog.Style quiet =
            new ConsoleLog.Style(!style.verbose(), style.verbose(), style.names());
        code = new ServerRun(options, quiet, null, drainTimeout, IDLE_END).serve(log);
      }
      return code;
    } catch (IOException e) {
      log.say("echoserver: " + FailureText.of(e));
      return ExitCode.FAILED;
    }
  }

  /** A usage error where something is asked for that makes no sense with inetd. */
  static void check(CommandLine command, List<String> endpoints) {
    if (!endpoints.isEmpty()) {
      throw new ParameterException(
          command, "--inetd serves the socket on descriptor 0; leave " + endpoints + " out");
    }
    for (OptionSpec option : command.getParseResult().matchedOptions()) {
      if (Arrays.stream(option.names()).noneMatch(FITTING::contains)) {
        throw new ParameterException(
            command, option.longestName() + " does not go with --inetd; leave one of them out");
      }
    }
  }

  /**
   * Serves descriptor 0 to its end if it is a connection; no class of Netty is loaded for that.
   *
   * @param patience how long it may take for what it is owed, after a signal
   * @return the exit code, or -1 if it is a listener or a datagram socket
   * @throws IOException if it is no socket
   */
  static int serveConnection(Duration patience) throws IOException {
    Channel inherited = System.inheritedChannel();
    if (inherited == null) {
      throw new IOException(
          "descriptor 0 is no socket; --inetd is for inetd and xinetd, leave it out elsewhere");
    }
    if (!(inherited instanceof SocketChannel channel)) {
      return -1;
    }
    LoneConnection connection = new LoneConnection(channel);
    // Signals (SIGTERM, SIGINT, SIGHUP) end the process by way of this, and with their own code.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> connection.end(patience)));
    return connection.serve() ? ExitCode.OK : ExitCode.FAILED;
  }
}
