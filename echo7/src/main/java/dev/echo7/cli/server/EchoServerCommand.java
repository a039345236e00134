package dev.echo7.cli.server;

import dev.echo7.admin.AdminSettings;
import dev.echo7.cli.Command;
import dev.echo7.cli.OptionGroup;
import dev.echo7.cli.Terminal;
import dev.echo7.log.LogStyle;
import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import dev.echo7.net.HostPort;
import dev.echo7.net.ServiceNames;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.ServedEndpoint;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.service.InheritedDescriptors;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code echoserver [OPTIONS] [ENDPOINT ...]}: the lecture's server program. */
public final class EchoServerCommand extends Command {
  /** More than any machine has CPUs, and still few enough for the descriptors that they need. */
  private static final int MAX_EVENT_LOOPS = 1_024;

  /** The echo port on every address. */
  private static final Endpoint ECHO = new Endpoint.Tcp(new HostPort(null, HostPort.ECHO_PORT));

  private List<String> endpoints = new ArrayList<>();
  private final PrintingOptions printing = new PrintingOptions();
  private final Serving serving = new Serving();
  private final LimitOptions limiting = new LimitOptions();
  private final DatagramFlags datagrams = new DatagramFlags();
  private final TlsServerOptions securing = new TlsServerOptions();
  private final ProxyOptions proxying = new ProxyOptions();
  private final AdminOptions steering = new AdminOptions();

  /** Options for threads and sockets. */
  static final class Serving {
    /** Those that this version may have. */
    private static final List<String> TRANSPORTS = List.of("epoll", "kqueue", "nio");

    /** Those that shells complete: the packages, which have the completions, are for Linux. */
    private static final List<String> COMPLETED = List.of("epoll", "nio");

    private @Nullable EventLoopKind transport;
    private @Nullable Integer eventLoops;
    private boolean inetd;
    private Duration drainTimeout = Duration.ofSeconds(10);

    OptionGroup options() {
      return new OptionGroup("How it serves")
          .value(
              "--transport",
              String.join("|", TRANSPORTS),
              EventLoopKind.class,
              "I/O backend. Default: the best that this machine supports.",
              given -> transport = given,
              option ->
                  option
                      .completionCandidates(COMPLETED)
                      .converters(OptionGroup.converter(Serving::transport)))
          .count(
              "--event-loops",
              "Event-loop threads. Default: one per CPU.",
              given -> eventLoops = given)
          .flag(
              InetdRun.OPTION,
              "Serve the socket on descriptor 0, as inetd and xinetd pass it: a connection, a"
                  + " listener or a UDP socket.",
              () -> inetd = true)
          .duration(
              "--drain-timeout",
              "Grace period at shutdown for connections with pending bytes. Default: 10s.",
              given -> drainTimeout = given);
    }

    /** io_uring is a known name too, so that its message says what it lacks. */
    private static EventLoopKind transport(String name) {
      return Arrays.stream(EventLoopKind.values())
          .filter(kind -> kind.toString().equalsIgnoreCase(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException("must be epoll, kqueue or nio, not '" + name + "'"));
    }
  }

  /** One run of the command. */
  public EchoServerCommand(Terminal terminal) {
    super(terminal, "echoserver", new ServerVersions());
  }

  @Override
  protected void describe(CommandSpec command) {
    command
        .usageMessage()
        .sortSynopsis(false)
        .customSynopsis("echoserver [OPTIONS] [ENDPOINT ...]")
        .description(
            "Sends back every byte that it receives (RFC 862). On Ctrl-C or SIGTERM it stops"
                + " accepting, sends every outstanding echo, and exits.")
        .parameterListHeading("%nWhere to listen:%n")
        .footer(
            "",
            "Examples:",
            "  echoserver 5000              port 5000, every address, IPv6 and IPv4",
            "  echoserver 127.0.0.1:0       this machine only; stderr names the free port",
            "  echoserver -u 5000           TCP and UDP; for UDP only, udp://:5000",
            "  echoserver -q 7 [::1]:5000   two endpoints, no line per connection or message",
            "  echoserver 7 'tcp://:7001?cut=64k&seed=7'   the second one cuts after 64 KiB",
            "",
            "Files: @FILE is replaced by the words in FILE; # begins a comment.",
            "  /etc/echo7/server.conf       options file read by the packaged service",
            "",
            "Documents:",
            "  docs/server.md",
            "  docs/log.md",
            "  docs/limits.md",
            "  docs/faults.md",
            "",
            "Exit codes: 0 after a drain, 1 failed to start or can no longer listen,",
            "            2 usage error, 130 or 143 ended by a second signal.");
    command.addPositional(
        OptionGroup.words(
            "0..*",
            "ENDPOINT",
            String.class,
            "PORT, a service name, HOST:PORT, [IPV6]:PORT, udp://HOST:PORT, tls://HOST:PORT,"
                + " unix:/PATH or unix:@NAME; port 0 picks a free one. A query injects faults:"
                + " tcp://:7001?delay=50ms&cut=64k. Default: 7, the echo port.",
            words -> endpoints = words));
    printing.options().addTo(command);
    serving.options().addTo(command);
    limiting.options().addTo(command);
    datagrams.options().addTo(command);
    securing.options().addTo(command);
    proxying.options().addTo(command);
    steering.options().addTo(command);
  }

  /** Runs the server in this process, and exits with its code. */
  public static void main(String... arguments) {
    EchoServerCommand command = new EchoServerCommand(Terminal.ofThisProcess("echoserver"));
    System.exit(
        InetdRun.isAllOf(arguments) ? command.runFromInetd(arguments) : command.run(arguments));
  }

  /** Serves a connection at once, without first parsing the command line. */
  private int runFromInetd(String... arguments) {
    return InetdRun.ofConnection(terminal()).orElseGet(() -> run(arguments));
  }

  @Override
  public Integer call() throws IOException {
    LogStyle style = printing.style();
    if (serving.inetd) {
      InetdRun.check(spec().commandLine(), endpoints);
      return InetdRun.serve(terminal(), options(InetdRun.SOCKET), style, serving.drainTimeout);
    }
    List<AdminSettings> admin = steering.settings(spec().commandLine());
    return new ServerRun(options(places()), style, admin, serving.drainTimeout, null)
        .serve(terminal());
  }

  private ServerOptions options(List<ServedEndpoint> places) {
    Integer loops = serving.eventLoops;
    refuseIf(
        loops != null && (loops < 1 || loops > MAX_EVENT_LOOPS),
        "--event-loops must be 1 to " + MAX_EVENT_LOOPS + ", not " + loops);
    CommandLine command = spec().commandLine();
    return new ServerOptions(
        places,
        serving.transport,
        loops == null ? 0 : loops,
        securing.identity(command),
        proxying.trust(command),
        datagrams.options(command),
        limiting.limits(command, serving.drainTimeout));
  }

  /** The sockets that systemd has opened and the endpoints given; port 7 if there are none. */
  private List<ServedEndpoint> places() throws ServerStartException {
    EndpointParser parser = new EndpointParser(ServiceNames.ofThisMachine());
    List<ServedEndpoint> places = new ArrayList<>();
    InheritedDescriptors.of(System.getenv(), ProcessHandle.current().pid())
        .forEach(inherited -> places.add(ServedEndpoint.pristine(inherited)));
    endpoints.forEach(text -> places.add(ServedEndpoint.parse(text, parser)));
    return places.isEmpty() ? List.of(ServedEndpoint.pristine(ECHO)) : places;
  }
}
