package dev.echo7.cli.client;

import dev.echo7.cli.CommandLines;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.OptionGroup;
import dev.echo7.cli.OutputWatch;
import dev.echo7.cli.Terminal;
import dev.echo7.cli.Versions;
import dev.echo7.cli.check.CheckCommand;
import dev.echo7.cli.load.LoadCommand;
import dev.echo7.cli.load.MergeCommand;
import dev.echo7.cli.options.FamilyFlags;
import dev.echo7.cli.options.ProxyHeaderConverter;
import dev.echo7.cli.options.TargetWords;
import dev.echo7.cli.options.TlsClientOptions;
import dev.echo7.cli.ping.PingCommand;
import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.connect.DatagramSession;
import dev.echo7.client.connect.EchoSession;
import dev.echo7.client.dial.Dialer;
import dev.echo7.client.line.LineMode;
import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import dev.echo7.net.ServiceNames;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.proxy.ProxyHeader;
import dev.echo7.net.tls.TlsMaterialException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code echoclient [OPTIONS] HOST PORT}: the lecture's client program. */
public final class EchoClientCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final CommandSpec spec;
  private final TargetWords target = new TargetWords();
  private final Connecting connecting = new Connecting();
  private final Talking talking = new Talking();
  private final TlsClientOptions tls = new TlsClientOptions();

  /** Options about addresses. */
  static final class Connecting {
    private final FamilyFlags family = new FamilyFlags();
    private @Nullable String sourceAddress;
    private @Nullable String sourcePort;
    private boolean udp;
    private boolean numeric;
    private boolean probe;
    private @Nullable ProxyHeader proxyHeader;

    OptionGroup options() {
      return family
          .addTo(new OptionGroup("How to connect"))
          .text(
              "-s",
              "ADDRESS",
              "Connect from this address of this machine.",
              given -> sourceAddress = given)
          .text("-p", "PORT", "Connect from this port.", given -> sourcePort = given)
          .flag("-u", "UDP: each line is a datagram, and so is each reply.", () -> udp = true)
          .flag("-n", "Numeric: never ask a name server.", () -> numeric = true)
          .flag("-z", "Only see whether a connection can be made.", () -> probe = true)
          .value(
              "--send-proxy",
              "v1|v2[,SRC,DST]",
              ProxyHeader.class,
              new ProxyHeaderConverter(),
              "Send a PROXY header first, of this connection or of the one from SRC to DST"
                  + " (192.0.2.1:5000, [2001:db8::1]:7; for v2 also unix:/PATH).",
              given -> proxyHeader = given);
    }
  }

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
    this.terminal = terminal;
    this.spec = describe();
  }

  /** What the command line may hold, and what the help says of it. */
  CommandSpec spec() {
    return spec;
  }

  private CommandSpec describe() {
    CommandSpec command = CommandLines.describe(this, "echoclient", new Versions.OfClient());
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
    target.addTo(
        command,
        "A name or a numeric address; or, in one word, HOST:PORT, [IPV6]:PORT or tcp://, tls:// or"
            + " udp://HOST:PORT, unix:/PATH or unix:@NAME. A host alone: port 7. A port alone: this"
            + " machine.");
    connecting.options().addTo(command);
    talking.options().addTo(command);
    tls.options().addTo(command);
    OptionGroup.about().addTo(command);
    return command;
  }

  /** Runs the client in this process, and exits with its code. */
  public static void main(String... arguments) {
    Terminal terminal = Terminal.ofThisProcess();
    OutputWatch.start(terminal.out());
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          terminal.say("echoclient: " + FailureText.of(failure));
          Runtime.getRuntime().halt(ExitCode.FAILED);
        });
    System.exit(run(terminal, arguments));
  }

  public static int run(Terminal terminal, String... arguments) {
    String mode = arguments.length == 0 ? "" : arguments[0];
    return switch (mode) {
      case "ping" -> PingCommand.run(terminal, rest(arguments));
      case "load" -> LoadCommand.run(terminal, rest(arguments));
      case "merge" -> MergeCommand.run(terminal, rest(arguments));
      case "check" -> CheckCommand.run(terminal, rest(arguments));
      default -> CommandLines.run(new EchoClientCommand(terminal).spec, terminal, arguments);
    };
  }

  private static String[] rest(String... arguments) {
    return Arrays.copyOfRange(arguments, 1, arguments.length);
  }

  @Override
  public Integer call() throws IOException {
    if (talking.timeout != null && !talking.timeout.isPositive()) {
      throw new ParameterException(spec.commandLine(), "-w 0: give more than no time at all");
    }
    ServiceNames services = ServiceNames.ofThisMachine();
    EndpointParser parser = new EndpointParser(services);
    Endpoint endpoint = endpoint(parser);
    try {
      return endpoint.isDatagrams()
          ? datagrams(endpoint, connectOptions(parser))
          : stream(endpoint, connectOptions(parser));
    } catch (UnknownHostException e) {
      complain(FailureText.of(e));
      return ExitCode.of(e);
    } catch (ConnectFailedException e) {
      complain("cannot connect to " + endpoint + ": " + FailureText.of(e));
      return ExitCode.FAILED;
    }
  }

  private Endpoint endpoint(EndpointParser parser) {
    try {
      return tls.applyTo(target.parse(parser, connecting.udp));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), FailureText.of(e), e);
    }
  }

  private int stream(Endpoint endpoint, ConnectOptions options) throws IOException {
    try (EchoSession session = Dialer.connect(endpoint, options)) {
      if (tls.isInsecure()) {
        complain("warning: the server was not authenticated (--tls-insecure)");
      }
      sayFacts(session.facts());
      return connecting.probe ? ExitCode.OK : talk(session);
    }
  }

  /** A probe sends nothing, as nc's: UDP has no connection that could be made. */
  private int datagrams(Endpoint endpoint, ConnectOptions options) throws IOException {
    if (connecting.proxyHeader != null) {
      throw new ParameterException(
          spec.commandLine(), "--send-proxy is for connections; UDP has none: leave one out");
    }
    try (DatagramSession session =
        DatagramSession.open(Objects.requireNonNull(endpoint.address()), options)) {
      sayFacts(session.facts());
      return connecting.probe
          ? ExitCode.OK
          : new DatagramTalk(terminal, talking.crlf, talking.timeout, talking.verbose).run(session);
    }
  }

  private ConnectOptions connectOptions(EndpointParser parser) throws TlsMaterialException {
    int sourcePort = connecting.sourcePort == null ? 0 : parser.port(connecting.sourcePort, "tcp");
    return new ConnectOptions(
            connecting.family.family(),
            connecting.sourceAddress,
            sourcePort,
            talking.timeout,
            connecting.numeric)
        .withTls(tls.read())
        .withProxyHeader(connecting.proxyHeader);
  }

  private int talk(EchoSession session) {
    LineMode.Options options =
        new LineMode.Options(talking.halfCloseAtOnce, talking.crlf, talking.timeout);
    return new StreamTalk(terminal, options, talking.verbose).run(session);
  }

  private void sayFacts(List<String> facts) {
    if (talking.verbose) {
      facts.forEach(terminal::say);
    }
  }

  private void complain(String message) {
    terminal.say("echoclient: " + message);
  }
}
