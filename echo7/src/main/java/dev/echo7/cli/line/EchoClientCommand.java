package dev.echo7.cli.line;

import dev.echo7.cli.Command;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.OptionGroup;
import dev.echo7.cli.OutputWatch;
import dev.echo7.cli.Terminal;
import dev.echo7.cli.check.CheckCommand;
import dev.echo7.cli.load.LoadCommand;
import dev.echo7.cli.load.MergeCommand;
import dev.echo7.cli.options.ConnectOptionGroup;
import dev.echo7.cli.ping.PingCommand;
import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.connect.DatagramSession;
import dev.echo7.client.connect.EchoSession;
import dev.echo7.client.dial.Dialer;
import dev.echo7.client.line.LineMode;
import dev.echo7.net.Endpoint;
import dev.echo7.net.failure.FailureText;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code echoclient [OPTIONS] HOST PORT}: the lecture's client program. */
public final class EchoClientCommand extends Command {
  private final ConnectOptionGroup server = new ConnectOptionGroup();
  private final Talking talking = new Talking();
  private boolean probe;

  /** Options about the session. */
  static final class Talking {
    private @Nullable Duration timeout;
    private boolean halfCloseAtOnce;
    private boolean crlf;
    private boolean verbose;

    OptionGroup options() {
      return new OptionGroup("What to send and when to end")
          .value(
              "-w",
              "TIME",
              Duration.class,
              "Give up when connecting takes longer, or when nothing moves for so long (2, 500ms,"
                  + " 1m). Default: never. UDP: how long each reply may take. Default: 2s.",
              given -> timeout = given)
          .flag(
              "-N",
              "Half-close as soon as the input ends, not when its echo is complete.",
              () -> halfCloseAtOnce = true)
          .flag("-C", "Send CR LF for each LF.", () -> crlf = true)
          .flag(
              "-v",
              "Say on standard error which address was reached, and bytes and time.",
              () -> verbose = true);
    }
  }

  EchoClientCommand(Terminal terminal) {
    super(terminal, "echoclient");
  }

  @Override
  protected void describe(CommandSpec command) {
    command
        .usageMessage()
        .customSynopsis("echoclient [OPTIONS] HOST PORT | ENDPOINT")
        .description(
            "Sends standard input to an echo server and writes what comes back to standard output,"
                + " both at once. At the end of the input it waits until as many bytes came back as"
                + " were sent, and tells by its exit code whether they were the same.")
        .parameterListHeading("%nWhere to connect:%n")
        .footer(
            "",
            "Examples:",
            "  echoclient localhost 5000             type lines, see them again, Ctrl-D ends",
            "  echoclient -v -w 5 [::1]:5000 <file >copy",
            "  echoclient -u localhost 7             the same over UDP, a line a datagram",
            "  echoclient -z -v example.org 7        is anybody listening there?",
            "  echoclient --tls-ca ca.pem tls://example.org:7443",
            "",
            "Modes: echoclient ping --help: is the server there, how quick, is every byte right?",
            "       echoclient load --help: how much does it bear, and how late is it?",
            "       echoclient merge --help: the loads of many machines as one.",
            "       echoclient check --help: does it do all that an echo server should?",
            "(A host of such a name is tcp://ping:7.)",
            "",
            "Files: @FILE stands for the words in FILE; # begins a comment.",
            "",
            "Exit codes: 0 every byte came back, 1 it did not, 2 wrong command line or no",
            "            such host, 130 ended by Ctrl-C, 141 output pipe closed.");
    server.addTarget(
        command,
        "A name or a numeric address; or, in one word, HOST:PORT, [IPV6]:PORT or tcp://, tls:// or"
            + " udp://HOST:PORT, unix:/PATH or unix:@NAME. A host alone: port 7. A port alone: this"
            + " machine.");
    connecting().addTo(command);
    talking.options().addTo(command);
    server.tls().addTo(command);
  }

  private OptionGroup connecting() {
    return new OptionGroup("How to connect")
        .with(server::addFamilies)
        .with(server.source("-s", "Connect from this address of this machine."))
        .with(server::addSourcePort)
        .with(server.udp("UDP: each line is a datagram, and so is each reply."))
        .with(server::addNumeric)
        .flag("-z", "Only see whether a connection can be made.", () -> probe = true)
        .with(
            server.proxyHeader(
                "Send a PROXY header first, of this connection or of the one from SRC to DST"
                    + " (192.0.2.1:5000, [2001:db8::1]:7; for v2 also unix:/PATH)."));
  }

  /** Runs the client in this process, and exits with its code. */
  public static void main(String... arguments) {
    Terminal terminal = Terminal.ofThisProcess("echoclient");
    OutputWatch.start(terminal.out());
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          terminal.complain(FailureText.of(failure));
          Runtime.getRuntime().halt(ExitCode.FAILED);
        });
    System.exit(run(terminal, arguments));
  }

  /** Runs the mode that the first argument names, else line mode; returns the exit code. */
  public static int run(Terminal terminal, String... arguments) {
    String mode = arguments.length == 0 ? "" : arguments[0];
    return switch (mode) {
      case "ping" -> new PingCommand(terminal).run(rest(arguments));
      case "load" -> new LoadCommand(terminal).run(rest(arguments));
      case "merge" -> new MergeCommand(terminal).run(rest(arguments));
      case "check" -> new CheckCommand(terminal).run(rest(arguments));
      default -> new EchoClientCommand(terminal).run(arguments);
    };
  }

  private static String[] rest(String... arguments) {
    return Arrays.copyOfRange(arguments, 1, arguments.length);
  }

  @Override
  public Integer call() throws IOException {
    refuseIf(
        talking.timeout != null && !talking.timeout.isPositive(),
        "-w 0: give more than no time at all");
    Endpoint endpoint = read(server::endpoint);
    try {
      ConnectOptions options = server.connectOptions(talking.timeout);
      return endpoint.isDatagrams() ? datagrams(endpoint, options) : stream(endpoint, options);
    } catch (UnknownHostException e) {
      terminal().complain(FailureText.of(e));
      return ExitCode.of(e);
    } catch (ConnectFailedException e) {
      terminal().complain("cannot connect to " + endpoint + ": " + FailureText.of(e));
      return ExitCode.FAILED;
    }
  }

  private int stream(Endpoint endpoint, ConnectOptions options) throws IOException {
    try (EchoSession session = Dialer.connect(endpoint, options)) {
      server.warnIfInsecure(terminal());
      sayFacts(session.facts());
      LineMode.Options behaviour =
          new LineMode.Options(talking.halfCloseAtOnce, talking.crlf, talking.timeout);
      return probe
          ? ExitCode.OK
          : new StreamRun(terminal(), behaviour, talking.verbose).run(session);
    }
  }

  /** With {@code -z} nothing is sent, as by nc: UDP has no connection to try. */
  private int datagrams(Endpoint endpoint, ConnectOptions options) throws IOException {
    try (DatagramSession session =
        DatagramSession.open(Objects.requireNonNull(endpoint.address()), options)) {
      sayFacts(session.facts());
      return probe
          ? ExitCode.OK
          : new DatagramRun(terminal(), talking.crlf, talking.timeout, talking.verbose)
              .run(session);
    }
  }

  private void sayFacts(List<String> facts) {
    if (talking.verbose) {
      facts.forEach(terminal()::say);
    }
  }
}
