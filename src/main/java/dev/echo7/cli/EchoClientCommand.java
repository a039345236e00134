package dev.echo7.cli;

import dev.echo7.client.ConnectFailedException;
import dev.echo7.client.ConnectOptions;
import dev.echo7.client.DatagramSession;
import dev.echo7.client.EchoSession;
import dev.echo7.client.LineMode;
import dev.echo7.client.LineReport;
import dev.echo7.net.AddressFamily;
import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import dev.echo7.net.ServiceNames;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code echoclient [OPTIONS] HOST PORT}: the lecture's client program. */
@Command(
    name = "echoclient",
    versionProvider = Versions.OfClient.class,
    sortOptions = false,
    customSynopsis = "echoclient [OPTIONS] HOST PORT | ENDPOINT",
    descriptionHeading = "%n",
    description =
        "Sends standard input to an echo server and writes what comes back to standard output, both"
            + " at once. At the end of the input it waits until as many bytes came back as were"
            + " sent, and tells by its exit code whether they were the same.",
    parameterListHeading = "%nWhere to connect:%n",
    footer = {
      "",
      "Examples:",
      "  echoclient localhost 5000             type lines, see them again, Ctrl-D ends",
      "  echoclient -v -w 5 [::1]:5000 <file >copy",
      "  echoclient -u localhost 7             the same over UDP, a line a datagram",
      "  echoclient -z -v example.org 7        is anybody listening there?",
      "",
      "Exit codes: 0 every byte came back, 1 it did not, 2 wrong command line or no",
      "            such host, 130 ended by Ctrl-C, 141 nobody reads the output."
    })
public final class EchoClientCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "HOST | ENDPOINT",
      description =
          "A name or a numeric address; or, in one word, HOST:PORT, [IPV6]:PORT or"
              + " tcp://HOST:PORT, udp://HOST:PORT. A host alone: port 7. A port alone: this machine.")
  private String host = "";

  @Parameters(
      index = "1",
      paramLabel = "PORT",
      arity = "0..1",
      description = "A number, or a service name.")
  private @Nullable String port;

  @ArgGroup(validate = false, heading = "%nHow to connect:%n", order = 1)
  private final Connecting connecting = new Connecting();

  @ArgGroup(validate = false, heading = "%nWhat to send and when to end:%n", order = 2)
  private final Talking talking = new Talking();

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @ArgGroup(validate = false, heading = "%nAbout:%n", order = 3)
  private final About about = new About();

  /** Options about addresses. */
  static final class Connecting {
    @Option(names = "-4", description = "IPv4 only.")
    private boolean ipv4;

    @Option(names = "-6", description = "IPv6 only.")
    private boolean ipv6;

    @Option(
        names = "-s",
        paramLabel = "ADDRESS",
        description = "Connect from this address of this machine.")
    private @Nullable String sourceAddress;

    @Option(names = "-p", paramLabel = "PORT", description = "Connect from this port.")
    private @Nullable String sourcePort;

    @Option(names = "-u", description = "UDP: each line is a datagram, and so is each reply.")
    private boolean udp;

    @Option(names = "-n", description = "Numeric: never ask a name server.")
    private boolean numeric;

    @Option(names = "-z", description = "Only see whether a connection can be made.")
    private boolean probe;
  }

  /** Options about the session. */
  static final class Talking {
    @Option(
        names = "-w",
        paramLabel = "TIME",
        description =
            "Give up when connecting takes longer, or when nothing moves for so long (2, 500ms,"
                + " 1m). Default: never. UDP: how long each reply may take. Default: 2s.")
    private @Nullable Duration timeout;

    @Option(
        names = "-N",
        description = "Half-close as soon as the input ends, not when its echo is complete.")
    private boolean halfCloseAtOnce;

    @Option(names = "-C", description = "Send CR LF for each LF.")
    private boolean crlf;

    @Option(
        names = "-v",
        description = "Say on standard error which address was reached, and bytes and time.")
    private boolean verbose;
  }

  EchoClientCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Runs the client in this process, and exits with its code. */
  public static void main(String... arguments) {
    System.exit(run(Terminal.ofThisProcess(), arguments));
  }

  static int run(Terminal terminal, String... arguments) {
    return CommandLines.run(new EchoClientCommand(terminal), terminal, arguments);
  }

  @Override
  public Integer call() throws IOException {
    ServiceNames services = ServiceNames.ofThisMachine();
    EndpointParser parser = new EndpointParser(services);
    Endpoint endpoint = endpoint(parser);
    try {
      return endpoint instanceof Endpoint.Udp udp
          ? datagrams(udp, connectOptions(parser))
          : stream(endpoint, connectOptions(parser));
    } catch (UnknownHostException e) {
      complain(String.valueOf(e.getMessage()));
      return ExitCode.USAGE;
    } catch (ConnectFailedException e) {
      complain("cannot connect to " + endpoint + ": " + e.getMessage());
      return ExitCode.FAILED;
    }
  }

  private Endpoint endpoint(EndpointParser parser) {
    if (!connecting.udp) {
      return port == null ? parser.connecting(host) : parser.connecting(host, port);
    }
    if (port == null) {
      return onlyUdp(host.contains(":/") ? parser.connecting(host) : udp(parser, host));
    }
    boolean bareIpv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
    return udp(parser, (bareIpv6 ? "[" + host + "]" : host) + ":" + port);
  }

  private static Endpoint udp(EndpointParser parser, String where) {
    return parser.connecting("udp://" + where);
  }

  private Endpoint onlyUdp(Endpoint endpoint) {
    if (endpoint instanceof Endpoint.Udp) {
      return endpoint;
    }
    throw new ParameterException(
        spec.commandLine(), "-u means UDP, and '" + host + "' does not; leave one of them out");
  }

  private int stream(Endpoint endpoint, ConnectOptions options) throws IOException {
    try (EchoSession session = EchoSession.open(endpoint, options)) {
      sayFacts(session.facts());
      return connecting.probe ? ExitCode.OK : talk(session);
    }
  }

  /** A probe sends nothing, as nc's: UDP has no connection that could be made. */
  private int datagrams(Endpoint.Udp endpoint, ConnectOptions options) throws IOException {
    try (DatagramSession session = DatagramSession.open(endpoint, options)) {
      sayFacts(session.facts());
      return connecting.probe
          ? ExitCode.OK
          : new DatagramTalk(terminal, talking.crlf, talking.timeout, talking.verbose).run(session);
    }
  }

  private ConnectOptions connectOptions(EndpointParser parser) {
    AddressFamily family =
        connecting.ipv4 == connecting.ipv6
            ? AddressFamily.ANY
            : connecting.ipv4 ? AddressFamily.IPV4 : AddressFamily.IPV6;
    int sourcePort = connecting.sourcePort == null ? 0 : parser.port(connecting.sourcePort, "tcp");
    return new ConnectOptions(
        family, connecting.sourceAddress, sourcePort, talking.timeout, connecting.numeric);
  }

  private int talk(EchoSession session) {
    LineMode.Options options =
        new LineMode.Options(talking.halfCloseAtOnce, talking.crlf, talking.timeout);
    LineReport report = new LineMode(session, options, terminal.input(), terminal.output()).run();
    if (talking.verbose) {
      terminal.say(
          String.format(
              Locale.ROOT,
              "%d bytes sent, %d bytes received in %.1f s",
              report.sent(),
              report.received(),
              report.durationNs() / 1e9));
    }
    return verdict(report);
  }

  private int verdict(LineReport report) {
    LineReport.Problem problem = report.problem();
    if (problem instanceof LineReport.Problem.Output failed && isBrokenPipe(failed.failure())) {
      return ExitCode.OUTPUT_CLOSED;
    }
    String came = report.received() + " of " + report.sent() + " bytes came back";
    String complaint =
        switch (problem) {
          case null -> report.identical() ? null : difference(report, came);
          case LineReport.Problem.ClosedEarly early ->
              "the server closed before the end of the input; " + came;
          case LineReport.Problem.Idle idle -> "nothing moved for too long (-w); " + came;
          case LineReport.Problem.Connection broken ->
              "the connection broke: " + broken.failure().getMessage() + "; " + came;
          case LineReport.Problem.Input input ->
              "cannot read standard input: " + input.failure().getMessage() + "; " + came;
          case LineReport.Problem.Output output ->
              "cannot write standard output: " + output.failure().getMessage();
        };
    if (complaint == null) {
      return ExitCode.OK;
    }
    complain(complaint);
    return ExitCode.FAILED;
  }

  private static String difference(LineReport report, String came) {
    if (report.received() < report.sent()) {
      return "the server closed early; " + came;
    }
    return report.received() == report.sent()
        ? "what came back differs from what was sent (" + report.sent() + " bytes); corrupted"
        : report.received() + " bytes came back for " + report.sent() + " sent; not an echo";
  }

  private void sayFacts(List<String> facts) {
    if (talking.verbose) {
      facts.forEach(terminal::say);
    }
  }

  private static boolean isBrokenPipe(IOException failure) {
    return "Broken pipe".equals(failure.getMessage());
  }

  private void complain(String message) {
    terminal.say("echoclient: " + message);
  }
}
