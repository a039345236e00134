package dev.echo7.cli.server;

import dev.echo7.admin.AdminSettings;
import dev.echo7.cli.CommandLines;
import dev.echo7.cli.OptionGroup;
import dev.echo7.cli.Terminal;
import dev.echo7.log.ConsoleLog;
import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import dev.echo7.net.HostPort;
import dev.echo7.net.ServiceNames;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.service.InheritedDescriptors;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code echoserver [OPTIONS] [ENDPOINT ...]}: the lecture's server program. */
public final class EchoServerCommand implements Callable<Integer> {
  /** More threads than any machine has processors, and fewer than descriptors run out for. */
  private static final int MAX_EVENT_LOOPS = 1_024;

  private final Terminal terminal;
  private final CommandSpec spec;
  private List<String> endpoints = new ArrayList<>();
  private final PrintingOptions printing = new PrintingOptions();
  private final Serving serving = new Serving();
  private final LimitOptions limiting = new LimitOptions();
  private final DatagramFlags datagrams = new DatagramFlags();
  private final TlsServerOptions securing = new TlsServerOptions();
  private final ProxyOptions proxying = new ProxyOptions();
  private final AdminOptions steering = new AdminOptions();

  /** Options about threads and sockets. */
  static final class Serving {
    private @Nullable EventLoopKind transport;
    private @Nullable Integer eventLoops;
    private boolean inetd;
    private Duration drainTimeout = Duration.ofSeconds(10);

    OptionGroup options() {
      return new OptionGroup("How it serves")
          .value(
              "--transport",
              "NAME",
              EventLoopKind.class,
              new TransportConverter(),
              "epoll, kqueue or nio. Default: the first that this machine supports.",
              given -> transport = given)
          .value(
              "--event-loops",
              "N",
              Integer.class,
              "Threads that serve. Default: one a processor.",
              given -> eventLoops = given)
          .flag(
              InetdTalk.OPTION,
              "Serve the socket on descriptor 0, as inetd and xinetd give it: a connection, a"
                  + " listener or a UDP socket.",
              () -> inetd = true)
          .value(
              "--drain-timeout",
              "TIME",
              Duration.class,
              "How long connections with bytes owed may take to finish. Default: 10s.",
              given -> drainTimeout = given);
    }
  }

  public EchoServerCommand(Terminal terminal) {
    this.terminal = terminal;
    this.spec = describe();
  }

  /** What the command line may hold, and what the help says of it. */
  public CommandSpec spec() {
    return spec;
  }

  private CommandSpec describe() {
    CommandSpec command = CommandLines.describe(this, "echoserver", new ServerVersions());
    command
        .usageMessage()
        .sortSynopsis(false)
        .customSynopsis("echoserver [OPTIONS] [ENDPOINT ...]")
        .description(
            "Sends back every byte it receives (RFC 862), to many clients at once, until it is told"
                + " to stop (Ctrl-C, SIGTERM): then it stops accepting, delivers what it still"
                + " owes, and exits.")
        .parameterListHeading("%nWhere to listen:%n")
        .footer(
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
            "            130 or 143 ended by a second signal.");
    command.addPositional(
        OptionGroup.words(
            "0..*",
            "ENDPOINT",
            String.class,
            "PORT, a service name, HOST:PORT, [IPV6]:PORT; udp://HOST:PORT, tls://HOST:PORT,"
                + " unix:/PATH or unix:@NAME; port 0 takes a free one. Default: 7, the echo port.",
            words -> endpoints = words));
    printing.options().addTo(command);
    serving.options().addTo(command);
    limiting.options().addTo(command);
    datagrams.options().addTo(command);
    securing.options().addTo(command);
    proxying.options().addTo(command);
    steering.options().addTo(command);
    OptionGroup.about().addTo(command);
    return command;
  }

  /** Runs the server in this process, and exits with its code. */
  public static void main(String... arguments) {
    System.exit(
        InetdTalk.isAllOf(arguments)
            ? InetdTalk.run(Terminal.ofThisProcess(), arguments)
            : run(Terminal.ofThisProcess(), arguments));
  }

  static int run(Terminal terminal, String... arguments) {
    return CommandLines.run(new EchoServerCommand(terminal).spec, terminal, arguments);
  }

  @Override
  public Integer call() throws IOException {
    ConsoleLog.Style style = printing.style();
    if (serving.inetd) {
      InetdTalk.check(spec.commandLine(), endpoints);
      return InetdTalk.serve(terminal, options(InetdTalk.SOCKET), style, serving.drainTimeout);
    }
    AdminSettings admin = steering.settings(spec.commandLine());
    return new ServerRun(options(places()), style, admin, serving.drainTimeout, null)
        .serve(terminal);
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
