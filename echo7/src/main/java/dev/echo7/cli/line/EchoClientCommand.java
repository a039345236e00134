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
import dev.echo7.client.dial.DatagramTries;
import dev.echo7.client.dial.Dialer;
import dev.echo7.client.line.DatagramLineMode;
import dev.echo7.client.line.LineMode;
import dev.echo7.net.Endpoint;
import dev.echo7.net.failure.FailureText;
import dev.echo7.text.TimeText;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code echoclient [OPTIONS] HOST PORT}: the lecture's client program. */
public final class EchoClientCommand extends Command {
  private static final List<String> MODES = List.of("ping", "load", "merge", "check");

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
          .duration(
              "-w --timeout",
              "Give up if connecting, or waiting for progress, takes longer than TIME (2, 500ms,"
                  + " 1m). Default: never. UDP: timeout for each reply. Default: 2s.",
              given -> timeout = given)
          .flag(
              "-N --half-close",
              "Half-close at the end of the input, not when its echo is complete.",
              () -> halfCloseAtOnce = true)
          .flag("-C --crlf", "Send CR LF for each LF.", () -> crlf = true)
          .flag(
              "-v --verbose",
              "Print the address reached, bytes and time on standard error.",
              () -> verbose = true);
    }
  }

  /** One run of the command, without a mode. */
  public EchoClientCommand(Terminal terminal) {
    super(terminal, "echoclient");
  }

  @Override
  protected void describe(CommandSpec command) {
    command
        .usageMessage()
        .customSynopsis("echoclient [OPTIONS] HOST PORT | ENDPOINT")
        .description(
            "Sends standard input to an echo server and writes the echo to standard output. At the"
                + " end of the input it waits for the rest of the echo; the exit status says whether"
                + " every byte came back unchanged.")
        .parameterListHeading("%nWhere to connect:%n")
        .footer(
            "",
            "Examples:",
            "  echoclient localhost 5000             type lines, see them again, Ctrl-D ends",
            "  echoclient -v -w 5 [::1]:5000 <file >copy",
            "  echoclient -u localhost 7             UDP: one datagram per line",
            "  echoclient -z -v example.org 7        is a server listening there?",
            "  echoclient --tls-ca ca.pem tls://example.org:7443",
            "",
            "Modes (echoclient MODE --help explains each; a host named ping: tcp://ping:7):",
            "  ping     round-trip times, loss, and a check of every byte",
            "  load     throughput and latency under load",
            "  merge    one report from the load logs of several machines",
            "  check    RFC 862 conformance",
            "",
            "Files: @FILE is replaced by the words in FILE; # begins a comment.",
            "",
            "Documents:",
            "  docs/client.md",
            "",
            "Exit codes: 0 every byte came back, 1 some did not, 2 usage error or",
            "            no such host, 130 ended by Ctrl-C, 141 output pipe closed.");
    server.addTarget(
        command,
        "A name or an address; or, as one word, HOST:PORT, [IPV6]:PORT, tcp://HOST:PORT,"
            + " tls://HOST:PORT, udp://HOST:PORT, unix:/PATH or unix:@NAME. HOST alone: port 7."
            + " PORT alone: this machine.");
    connecting().addTo(command);
    talking.options().addTo(command);
    server.tls().addTo(command);
  }

  private OptionGroup connecting() {
    return new OptionGroup("How to connect")
        .with(server::addFamilies)
        .with(server.source("-s"))
        .with(server::addSourcePort)
        .with(server.udp("UDP: each line is one datagram, and so is each reply."))
        .with(server::addNumeric)
        .flag(
            "-z --connect-only",
            "Only check that a connection can be made; UDP: that a datagram is answered.",
            () -> probe = true)
        .with(
            server.proxyHeader(
                "Send a PROXY header first, for this connection or for one from SRC to DST"
                    + " (192.0.2.1:5000, [2001:db8::1]:7; v2 also unix:/PATH)."));
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
    if (arguments.length == 2
        && arguments[0].equals("help")
        && MODES.contains(arguments[1].toLowerCase(Locale.ROOT))) {
      return run(terminal, arguments[1], "--help");
    }
    String mode = arguments.length == 0 ? "" : arguments[0].toLowerCase(Locale.ROOT);
    return MODES.contains(mode)
        ? mode(mode, terminal).run(Arrays.copyOfRange(arguments, 1, arguments.length))
        : mode("", terminal).run(arguments);
  }

  private static Command mode(String name, Terminal terminal) {
    Command command =
        switch (name) {
          case "ping" -> new PingCommand(terminal);
          case "load" -> new LoadCommand(terminal);
          case "merge" -> new MergeCommand(terminal);
          case "check" -> new CheckCommand(terminal);
          default -> new EchoClientCommand(terminal);
        };
    return command.among(() -> modes(terminal));
  }

  /** The modes, which are no subcommands to picocli: so a start makes only the one that runs. */
  public static Map<String, CommandSpec> modes(Terminal terminal) {
    Map<String, CommandSpec> specs = new LinkedHashMap<>();
    MODES.forEach(name -> specs.put(name, mode(name, terminal).spec()));
    return specs;
  }

  @Override
  protected boolean takesPlain(String... arguments) {
    return server.takesPlain(arguments);
  }

  @Override
  public Integer call() throws IOException {
    refuseIf(
        talking.timeout != null && !talking.timeout.isPositive(), "--timeout must be more than 0");
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

  private int datagrams(Endpoint endpoint, ConnectOptions options) throws IOException {
    try (DatagramSession session =
        DatagramSession.open(Objects.requireNonNull(endpoint.address()), options)) {
      if (probe) {
        return ask(session);
      }
      sayFacts(session.facts());
      return new DatagramRun(terminal(), talking.crlf, talking.timeout, talking.verbose)
          .run(session);
    }
  }

  /**
   * UDP has no connection to try, so the server has to answer. The datagram is that of {@code nc
   * -zu}; an empty one would end some servers that make a stream of it.
   */
  private int ask(DatagramSession session) throws IOException {
    Duration patience =
        talking.timeout == null ? DatagramLineMode.DEFAULT_PATIENCE : talking.timeout;
    DatagramTries tries = new DatagramTries(session);
    while (tries.next(ByteBuffer.wrap(new byte[] {'X'}))) {
      Duration share = patience.dividedBy(DatagramTries.MOST);
      if (session.receive(ByteBuffer.allocate(1), share, tries)) {
        sayFacts(List.of("udp " + session.place() + " answered"));
        return ExitCode.OK;
      }
    }
    terminal()
        .complain(
            tries.refused() > 0
                ? session.place() + " " + tries.refusal()
                : session.place()
                    + " did not answer within "
                    + TimeText.of(patience.toNanos())
                    + " (3 datagrams): is an echo server listening there?");
    return ExitCode.FAILED;
  }

  private void sayFacts(List<String> facts) {
    if (talking.verbose) {
      facts.forEach(terminal()::say);
    }
  }
}
