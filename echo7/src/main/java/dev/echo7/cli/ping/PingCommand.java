package dev.echo7.cli.ping;

import dev.echo7.cli.CommandLines;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.OptionGroup;
import dev.echo7.cli.OutputFile;
import dev.echo7.cli.Terminal;
import dev.echo7.cli.Versions;
import dev.echo7.cli.options.FamilyFlags;
import dev.echo7.cli.options.ProxyHeaderConverter;
import dev.echo7.cli.options.TargetWords;
import dev.echo7.cli.options.TlsClientOptions;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.ping.PingMode;
import dev.echo7.client.ping.PingOptions;
import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import dev.echo7.net.ServiceNames;
import dev.echo7.net.UdpLimits;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.name.Resolver;
import dev.echo7.net.proxy.ProxyHeader;
import dev.echo7.net.tls.TlsMaterialException;
import dev.echo7.verify.Frame;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code echoclient ping [OPTIONS] HOST PORT}: ping, of an echo server, over any transport. */
public final class PingCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final CommandSpec spec;
  private final TargetWords target = new TargetWords();
  private final Probing probing = new Probing();
  private final PingPrinting printing = new PingPrinting();
  private final SweepOptions sweeps = new SweepOptions();
  private final TlsClientOptions tls = new TlsClientOptions();

  /** Options about the probes. */
  static final class Probing {
    private final FamilyFlags family = new FamilyFlags();
    private boolean udp;
    private @Nullable Long count;
    private Duration interval = Duration.ofSeconds(1);
    private boolean flood;
    private int size = 64;
    private Duration linger = PingOptions.DEFAULT_LINGER;
    private @Nullable Duration deadline;
    private @Nullable String sourceAddress;
    private boolean reconnect;
    private @Nullable ProxyHeader proxyHeader;

    OptionGroup options() {
      return family
          .addTo(new OptionGroup("How to probe"))
          .flag("-u", "UDP: each probe is a datagram.", () -> udp = true)
          .value(
              "-c",
              "COUNT",
              Long.class,
              "End after so many probes; with -w, after so many replies. Default: never.",
              given -> count = given)
          .value(
              "-i",
              "TIME",
              Duration.class,
              "From one probe to the next (1, 200ms). Default: 1s.",
              given -> interval = given)
          .flag(
              "-f",
              "Flood: the next probe as soon as the one before is back, or 100 a second. Prints a"
                  + " dot for each probe, and takes it away again for each reply.",
              () -> flood = true)
          .value(
              "-s",
              "SIZE",
              Integer.class,
              "Bytes of a probe. Default: 64. Below 32, less can be checked; it says what.",
              given -> size = given)
          .value(
              "-W",
              "TIME",
              Duration.class,
              "How long to wait for replies at the end if none has come, and for each connection."
                  + " Default: 10s.",
              given -> linger = given)
          .value(
              "-w",
              "TIME",
              Duration.class,
              "End after this time, however many probes were sent or came back.",
              given -> deadline = given)
          .text(
              "-I",
              "ADDRESS",
              "Probe from this address of this machine.",
              given -> sourceAddress = given)
          .flag(
              "--reconnect",
              "A new connection for each probe; says how long name, connection, TLS and echo took.",
              () -> reconnect = true)
          .value(
              "--send-proxy",
              "v1|v2[,SRC,DST]",
              ProxyHeader.class,
              new ProxyHeaderConverter(),
              "Send a PROXY header first, as echoclient does.",
              given -> proxyHeader = given);
    }
  }

  private PingCommand(Terminal terminal) {
    this.terminal = terminal;
    this.spec = describe();
  }

  /** What the command line may hold, and what the help says of it. */
  CommandSpec spec() {
    return spec;
  }

  private CommandSpec describe() {
    CommandSpec command = CommandLines.describe(this, "echoclient ping", new Versions.OfClient());
    command
        .usageMessage()
        .customSynopsis("echoclient ping [OPTIONS] HOST PORT | ENDPOINT")
        .description(
            "Sends probes to an echo server and says how long each took to come back, and whether"
                + " every byte of it was right. Options and summary are those of ping(8). Enter or"
                + " SIGQUIT (Ctrl-\\) prints the statistics so far; Ctrl-C ends and prints them.")
        .parameterListHeading("%nWhat to probe:%n")
        .footer(
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
            "            true, 141 output pipe closed.");
    target.addTo(command, "A name or a numeric address, or an endpoint, as in echoclient --help.");
    probing.options().addTo(command);
    printing.options().addTo(command);
    sweeps.options().addTo(command);
    tls.options().addTo(command);
    OptionGroup.about().addTo(command);
    return command;
  }

  public static int run(Terminal terminal, String... arguments) {
    return CommandLines.run(new PingCommand(terminal).spec, terminal, arguments);
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
      return run.refused(FailureText.of(e), ExitCode.FAILED);
    }
  }

  private int ping(Endpoint endpoint, PingRun run) throws IOException {
    try {
      run.openFiles();
    } catch (IOException e) {
      return run.refused(FailureText.of(e), OutputFile.exitCode(e));
    }
    if (probing.reconnect) {
      Resolver.keepNothing(); // Each probe asks for the name, and takes the time of that.
    }
    PingMode mode;
    try {
      mode = PingMode.to(endpoint, connectOptions(), options(), run, System.nanoTime());
    } catch (UnknownHostException e) {
      return run.refused(FailureText.of(e), ExitCode.of(e));
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
      return tls.applyTo(target.parse(parser, probing.udp));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), FailureText.of(e), e);
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
    int most = udp ? UdpLimits.MAX_PAYLOAD_IPV4 : 64 << 20;
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
      throw new ParameterException(spec.commandLine(), FailureText.of(e), e);
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
    return new ConnectOptions(
            probing.family.family(), probing.sourceAddress, 0, probing.linger, false)
        .withTls(tls.read())
        .withProxyHeader(probing.proxyHeader);
  }

  private void complain(String message) {
    terminal.say("echoclient: " + message);
  }
}
