package dev.echo7.cli;

import dev.echo7.admin.AdminSettings;
import dev.echo7.events.ConsoleLog;
import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import dev.echo7.net.HostPort;
import dev.echo7.net.ServiceNames;
import dev.echo7.server.ServerOptions;
import dev.echo7.server.ServerStartException;
import dev.echo7.server.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code echoserver [OPTIONS] [ENDPOINT ...]}: the lecture's server program. */
@Command(
    name = "echoserver",
    versionProvider = Versions.OfServer.class,
    sortOptions = false,
    sortSynopsis = false,
    customSynopsis = "echoserver [OPTIONS] [ENDPOINT ...]",
    descriptionHeading = "%n",
    description =
        "Sends back every byte it receives (RFC 862), to many clients at once, until it is told to"
            + " stop (Ctrl-C, SIGTERM): then it stops accepting, delivers what it still owes, and"
            + " exits.",
    parameterListHeading = "%nWhere to listen:%n",
    footer = {
      "",
      "Examples:",
      "  echoserver 5000              port 5000, every address, IPv6 and IPv4",
      "  echoserver 127.0.0.1:0       a free port, this machine only; stderr says which",
      "  echoserver -u 5000           UDP too, on the same port; udp://:5000 is UDP only",
      "  echoserver -q 7 [::1]:5000   the echo port and one more, no line a message",
      "",
      "Files: @FILE stands for the words in FILE, one or more a line; # begins a comment.",
      "  /etc/echo7/server.conf       what the package's service reads so",
      "",
      "Exit codes: 0 after a drain, 1 cannot serve, 2 wrong command line,",
      "            130 or 143 ended by a second signal."
    })
public final class EchoServerCommand implements Callable<Integer> {
  /** More threads than any machine has processors, and fewer than descriptors run out for. */
  private static final int MAX_EVENT_LOOPS = 1_024;

  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "ENDPOINT",
      arity = "0..*",
      description =
          "PORT, a service name, HOST:PORT, [IPV6]:PORT; udp://HOST:PORT, tls://HOST:PORT,"
              + " unix:/PATH or unix:@NAME; port 0 takes a free one. Default: 7, the echo port.")
  private List<String> endpoints = new ArrayList<>();

  @ArgGroup(validate = false, heading = "%nWhat it prints:%n", order = 1)
  private final PrintingOptions printing = new PrintingOptions();

  @ArgGroup(validate = false, heading = "%nHow it serves:%n", order = 2)
  private final Serving serving = new Serving();

  @ArgGroup(validate = false, heading = "%nLimits of connections:%n", order = 3)
  private final LimitOptions limiting = new LimitOptions();

  @ArgGroup(validate = false, heading = "%nUDP:%n", order = 4)
  private final DatagramFlags datagrams = new DatagramFlags();

  @ArgGroup(validate = false, heading = "%nWith TLS:%n", order = 5)
  private final TlsServerOptions securing = new TlsServerOptions();

  @ArgGroup(validate = false, heading = "%nBehind a proxy:%n", order = 6)
  private final ProxyOptions proxying = new ProxyOptions();

  @ArgGroup(validate = false, heading = "%nSeen and steered:%n", order = 7)
  private final AdminOptions steering = new AdminOptions();

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @ArgGroup(validate = false, heading = "%nAbout:%n", order = 8)
  private final About about = new About();

  /** Options about threads and sockets. */
  static final class Serving {
    @Option(
        names = "--transport",
        paramLabel = "NAME",
        converter = TransportConverter.class,
        description =
            "epoll, kqueue, nio or io_uring. Default: the first of epoll, kqueue, nio that this"
                + " machine has.")
    private @Nullable Transport transport;

    @Option(
        names = "--event-loops",
        paramLabel = "N",
        description = "Threads that serve. Default: one a processor.")
    private @Nullable Integer eventLoops;

    @Option(
        names = InetdTalk.OPTION,
        description =
            "Serve the socket on descriptor 0, as inetd and xinetd give it: a connection, a"
                + " listener or a UDP socket.")
    private boolean inetd;

    @Option(
        names = "--drain-timeout",
        paramLabel = "TIME",
        defaultValue = "10s",
        description = "How long connections with bytes owed may take to finish. Default: 10s.")
    private Duration drainTimeout = Duration.ofSeconds(10);
  }

  EchoServerCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Runs the server in this process, and exits with its code. */
  public static void main(String... arguments) {
    System.exit(
        InetdTalk.isAllOf(arguments)
            ? InetdTalk.run(Terminal.ofThisProcess(), arguments)
            : run(Terminal.ofThisProcess(), arguments));
  }

  static int run(Terminal terminal, String... arguments) {
    return CommandLines.run(new EchoServerCommand(terminal), terminal, arguments);
  }

  @Override
  public Integer call() throws IOException {
    ConsoleLog.Style style = printing.style();
    if (serving.inetd) {
      InetdTalk.check(spec.commandLine(), endpoints);
      return InetdTalk.serve(terminal, options(InetdTalk.SOCKET), style, serving.drainTimeout);
    }
    AdminSettings admin = steering.settings(spec.commandLine());
    new ServerRun(options(places()), style, admin, serving.drainTimeout, null).serve(terminal);
    return ExitCode.OK;
  }

  private ServerOptions options(List<Endpoint> places) {
    Integer loops = serving.eventLoops;
    if (loops != null && (loops < 1 || loops > MAX_EVENT_LOOPS)) {
      throw new ParameterException(
          spec.commandLine(), "--event-loops " + loops + ": give 1 to " + MAX_EVENT_LOOPS);
    }
    return new ServerOptions(places, serving.transport, loops == null ? 0 : loops)
        .withTls(securing.identity(spec.commandLine()))
        .withProxies(proxying.trust(spec.commandLine()))
        .withDatagrams(datagrams.options(spec.commandLine()))
        .withLimits(limiting.limits(spec.commandLine(), serving.drainTimeout));
  }

  /** Sockets that systemd has opened and those of the command line; if there is none, port 7. */
  private List<Endpoint> places() throws ServerStartException {
    EndpointParser parser = new EndpointParser(ServiceNames.ofThisMachine());
    List<Endpoint> places =
        new ArrayList<>(InheritedDescriptors.of(System.getenv(), ProcessHandle.current().pid()));
    endpoints.stream().map(parser::listening).forEach(places::add);
    return places.isEmpty()
        ? List.of(new Endpoint.Tcp(new HostPort(null, HostPort.ECHO_PORT)))
        : places;
  }
}
