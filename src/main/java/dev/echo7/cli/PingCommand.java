package dev.echo7.cli;

import dev.echo7.client.ConnectOptions;
import dev.echo7.client.PingMode;
import dev.echo7.client.PingOptions;
import dev.echo7.measure.Frame;
import dev.echo7.net.AddressFamily;
import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import dev.echo7.net.ProxyHeader;
import dev.echo7.net.ServiceNames;
import dev.echo7.net.TlsMaterialException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code echoclient ping [OPTIONS] HOST PORT}: ping, of an echo server, over any transport. */
@Command(
    name = "echoclient ping",
    versionProvider = Versions.OfClient.class,
    sortOptions = false,
    customSynopsis = "echoclient ping [OPTIONS] HOST PORT | ENDPOINT",
    descriptionHeading = "%n",
    description =
        "Sends probes to an echo server and says how long each took to come back, and whether every"
            + " byte of it was right. Options and summary are those of ping(8). Enter or SIGQUIT"
            + " (Ctrl-\\) prints the statistics so far; Ctrl-C ends and prints them.",
    parameterListHeading = "%nWhat to probe:%n",
    footer = {
      "",
      "Examples:",
      "  echoclient ping -c 5 localhost 5000",
      "  echoclient ping -u -i 0.2 -c 50 --fail-if 'p99>5ms,loss>0%%' example.org 7",
      "  echoclient ping --reconnect tls://example.org:7443",
      "  echoclient ping -u --sweep-ports 64 example.org 7",
      "  echoclient ping -u --df --sweep-size 1000:9000 example.org 7",
      "",
      "Exit codes: 0 a probe came back, 1 none did (or, with -c and -w, fewer than -c),",
      "            2 wrong command line or no such host, 3 a term of --fail-if came",
      "            true, 141 nobody reads the output."
    })
public final class PingCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "HOST | ENDPOINT",
      description = "A name or a numeric address, or an endpoint, as in echoclient --help.")
  private String host = "";

  @Parameters(
      index = "1",
      paramLabel = "PORT",
      arity = "0..1",
      description = "A number, or a service name.")
  private @Nullable String port;

  @ArgGroup(validate = false, heading = "%nHow to probe:%n", order = 1)
  private final Probing probing = new Probing();

  @ArgGroup(validate = false, heading = "%nWhat to print:%n", order = 2)
  private final PingPrinting printing = new PingPrinting();

  @ArgGroup(validate = false, heading = "%nSweeps:%n", order = 3)
  private final SweepOptions sweeps = new SweepOptions();

  @ArgGroup(validate = false, heading = "%nTLS:%n", order = 4)
  private final TlsClientOptions tls = new TlsClientOptions();

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @ArgGroup(validate = false, heading = "%nAbout:%n", order = 5)
  private final About about = new About();

  /** Options about the probes; picocli fills them. */
  static final class Probing {
    @Option(names = "-4", description = "IPv4 only.")
    private boolean ipv4;

    @Option(names = "-6", description = "IPv6 only.")
    private boolean ipv6;

    @Option(names = "-u", description = "UDP: each probe is a datagram.")
    private boolean udp;

    @Option(
        names = "-c",
        paramLabel = "COUNT",
        description = "End after so many probes; with -w, after so many replies. Default: never.")
    private @Nullable Long count;

    @Option(
        names = "-i",
        paramLabel = "TIME",
        description = "From one probe to the next (1, 200ms). Default: 1s.")
    private Duration interval = Duration.ofSeconds(1);

    @Option(
        names = "-f",
        description =
            "Flood: the next probe as soon as the one before is back, or 100 a second. Prints a dot"
                + " for each probe, and takes it away again for each reply.")
    private boolean flood;

    @Option(
        names = "-s",
        paramLabel = "SIZE",
        description = "Bytes of a probe. Default: 64. Below 32, less can be checked; it says what.")
    private int size = 64;

    @Option(
        names = "-W",
        paramLabel = "TIME",
        description =
            "How long to wait for replies at the end if none has come, and for each connection."
                + " Default: 10s.")
    private Duration linger = PingOptions.DEFAULT_LINGER;

    @Option(
        names = "-w",
        paramLabel = "TIME",
        description = "End after this time, however many probes were sent or came back.")
    private @Nullable Duration deadline;

    @Option(
        names = "-I",
        paramLabel = "ADDRESS",
        description = "Probe from this address of this machine.")
    private @Nullable String sourceAddress;

    @Option(
        names = "--reconnect",
        description =
            "A new connection for each probe; says how long name, connection, TLS and echo took.")
    private boolean reconnect;

    @Option(
        names = "--send-proxy",
        paramLabel = "v1|v2[,SRC,DST]",
        converter = ProxyHeaderConverter.class,
        description = "Send a PROXY header first, as echoclient does.")
    private @Nullable ProxyHeader proxyHeader;
  }

  private PingCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  static int run(Terminal terminal, String... arguments) {
    return CommandLines.run(new PingCommand(terminal), terminal, arguments);
  }

  @Override
  public Integer call() {
    EndpointParser parser = new EndpointParser(ServiceNames.ofThisMachine());
    Endpoint endpoint = endpoint(parser);
    check(endpoint);
    PingRun run = new PingRun(terminal, printing, endpoint, options());
    try {
      return sweeps.isWanted()
          ? new SweepRun(terminal, printing, sweeps, endpoint, connectOptions()).run(options())
          : ping(endpoint, run);
    } catch (IOException e) {
      return run.refused(CommandLines.messageOf(e), ExitCode.FAILED);
    }
  }

  private int ping(Endpoint endpoint, PingRun run) throws IOException {
    try {
      run.openFiles();
    } catch (IOException e) {
      return run.refused(CommandLines.messageOf(e), ExitCode.USAGE);
    }
    PingMode mode;
    try {
      mode = PingMode.to(endpoint, connectOptions(), options(), run, System.nanoTime());
    } catch (UnknownHostException e) {
      return run.refused(CommandLines.messageOf(e), ExitCode.USAGE);
    }
    if (tls.isInsecure()) {
      complain("warning: the server was not authenticated (--tls-insecure)");
    }
    String blind = Frame.blindSpots(probing.size);
    if (!blind.isEmpty()) {
      complain("probes of " + probing.size + " bytes: " + blind);
    }
    return run.run(mode);
  }

  private Endpoint endpoint(EndpointParser parser) {
    try {
      return tls.applyTo(TargetWords.parse(parser, host, port, probing.udp));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void check(Endpoint endpoint) {
    boolean udp = endpoint instanceof Endpoint.Udp;
    refuseIf(
        probing.count != null && probing.count < 1, "-c " + probing.count + ": give 1 or more");
    refuseIf(
        probing.interval.isZero() && !probing.flood,
        "-i 0: give more, or -f for as fast as it goes");
    refuseIf(probing.linger.isZero(), "-W 0: give more than no time at all");
    refuseIf(
        probing.deadline != null && probing.deadline.isZero(),
        "-w 0: give more than no time at all");
    int most = udp ? 65_507 : 64 << 20;
    refuseIf(probing.size < 1 || probing.size > most, "-s " + probing.size + ": give 1 to " + most);
    refuseIf(
        udp && probing.proxyHeader != null,
        "--send-proxy is for connections; UDP has none: leave one out");
    refuseIf(
        probing.reconnect && probing.flood,
        "--reconnect with -f would use up the ports of this machine; leave one out");
    checkSweep();
    try {
      printing.check();
      sweeps.check(endpoint);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void checkSweep() {
    String printed = printing.foreignToSweeps();
    String foreign =
        probing.reconnect
            ? "--reconnect"
            : probing.flood ? "-f" : probing.deadline != null ? "-w" : printed;
    refuseIf(
        sweeps.isWanted() && !foreign.isEmpty(),
        foreign + " does not go with a sweep; leave it out (--json goes)");
  }

  private void refuseIf(boolean wrong, String message) {
    if (wrong) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private PingOptions options() {
    return new PingOptions(
        probing.count == null ? 0 : probing.count,
        probing.interval,
        probing.flood,
        probing.size,
        probing.linger,
        probing.deadline,
        probing.reconnect);
  }

  private ConnectOptions connectOptions() throws TlsMaterialException {
    AddressFamily family =
        probing.ipv4 == probing.ipv6
            ? AddressFamily.ANY
            : probing.ipv4 ? AddressFamily.IPV4 : AddressFamily.IPV6;
    return new ConnectOptions(family, probing.sourceAddress, 0, probing.linger, false)
        .withTls(tls.read())
        .withProxyHeader(probing.proxyHeader);
  }

  private void complain(String message) {
    terminal.say("echoclient: " + message);
  }
}
