package dev.echo7.cli;

import dev.echo7.events.ConsoleLog;
import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import dev.echo7.net.HostPort;
import dev.echo7.net.ServiceNames;
import dev.echo7.server.DrainReceipt;
import dev.echo7.server.EchoServer;
import dev.echo7.server.ServerOptions;
import dev.echo7.server.ServerStartException;
import dev.echo7.server.Transport;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
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
      "Exit codes: 0 after a drain, 1 cannot serve, 2 wrong command line,",
      "            130 or 143 ended by a second signal."
    })
public final class EchoServerCommand implements Callable<Integer> {
  /** More threads than any machine has processors, and fewer than descriptors run out for. */
  private static final int MAX_EVENT_LOOPS = 1_024;

  /** What matters of it is told by events; held here, since an unheld logger forgets its level. */
  private static final Logger NETTY_LOG = Logger.getLogger("io.netty");

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
  private final Printing printing = new Printing();

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

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @ArgGroup(validate = false, heading = "%nAbout:%n", order = 7)
  private final About about = new About();

  /** Options about lines. */
  static final class Printing {
    @Option(
        names = {"-q", "--quiet"},
        description = "No lines on standard output.")
    private boolean quiet;

    @Option(
        names = {"-n", "--numeric"},
        description = "Do not look up the names of peers.")
    private boolean numeric;

    @Option(
        names = {"-v", "--verbose"},
        description = "Also a line when a connection closes.")
    private boolean verbose;
  }

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
    System.exit(run(Terminal.ofThisProcess(), arguments));
  }

  static int run(Terminal terminal, String... arguments) {
    return CommandLines.run(new EchoServerCommand(terminal), terminal, arguments);
  }

  @Override
  public Integer call() throws ServerStartException {
    ServerOptions options = options();
    ConsoleLog.Style style =
        new ConsoleLog.Style(printing.quiet, printing.verbose, !printing.numeric);
    CountDownLatch told = new CountDownLatch(1);
    Signals.onTermination(told::countDown);
    NETTY_LOG.setLevel(Level.OFF);
    try (ConsoleLog log = ConsoleLog.start(style, terminal.out(), terminal.err());
        EchoServer server = EchoServer.start(options, log)) {
      for (String place : server.listening()) {
        terminal.say("listening on " + place + " (" + server.serving() + ")");
      }
      int most = server.maxConnections();
      if (most < Integer.MAX_VALUE) {
        terminal.say("at most " + most + (most == 1 ? " connection" : " connections"));
      }
      await(told);
      say(server.drain(serving.drainTimeout));
    }
    return ExitCode.OK;
  }

  private ServerOptions options() {
    Integer loops = serving.eventLoops;
    if (loops != null && (loops < 1 || loops > MAX_EVENT_LOOPS)) {
      throw new ParameterException(
          spec.commandLine(), "--event-loops " + loops + ": give 1 to " + MAX_EVENT_LOOPS);
    }
    EndpointParser parser = new EndpointParser(ServiceNames.ofThisMachine());
    List<Endpoint> places =
        endpoints.isEmpty()
            ? List.of(new Endpoint.Tcp(new HostPort(null, HostPort.ECHO_PORT)))
            : endpoints.stream().map(parser::listening).toList();
    return new ServerOptions(places, serving.transport, loops == null ? 0 : loops)
        .withTls(securing.identity(spec.commandLine()))
        .withProxies(proxying.trust(spec.commandLine()))
        .withDatagrams(datagrams.options(spec.commandLine()))
        .withLimits(limiting.limits(spec.commandLine(), serving.drainTimeout));
  }

  private void say(DrainReceipt receipt) {
    String cut =
        receipt.cut() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                ", cut %d after %s s",
                receipt.cut(),
                BigDecimal.valueOf(serving.drainTimeout.toMillis(), 3)
                    .stripTrailingZeros()
                    .toPlainString());
    String noun = receipt.drained() == 1 ? " connection" : " connections";
    terminal.say("drained " + receipt.drained() + noun + cut);
  }

  private static void await(CountDownLatch told) {
    try {
      told.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
