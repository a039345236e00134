package dev.echo7.cli.ping;

import dev.echo7.cli.Command;
import dev.echo7.cli.Converters;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.OptionGroup;
import dev.echo7.cli.OutputFile;
import dev.echo7.cli.Terminal;
import dev.echo7.cli.options.ConnectOptionGroup;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.ping.PingMode;
import dev.echo7.client.ping.PingOptions;
import dev.echo7.net.Endpoint;
import dev.echo7.net.UdpLimits;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.name.Resolver;
import dev.echo7.verify.Frame;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code echoclient ping [OPTIONS] HOST PORT}: ping, of an echo server, over any transport. */
public final class PingCommand extends Command {
  private static final int MAX_FRAME = 64 << 20;

  private final ConnectOptionGroup server = new ConnectOptionGroup();
  private final Probing probing = new Probing();
  private final PingPrintingOptions printing = new PingPrintingOptions();
  private final SweepOptions sweeps = new SweepOptions();

  /** Options about the probes. */
  static final class Probing {
    private @Nullable Long count;
    private Duration interval = Duration.ofSeconds(1);
    private boolean flood;
    private long size = 64;
    private Duration linger = PingOptions.DEFAULT_LINGER;
    private @Nullable Duration deadline;
    private boolean reconnect;

    OptionGroup options(ConnectOptionGroup server) {
      return new OptionGroup("How to probe")
          .with(server::addFamilies)
          .with(server.udp("UDP: each probe is one datagram."))
          .value(
              "-c --count",
              "N",
              Long.class,
              Converters::count,
              "Stop after N probes; with -w, after N replies. Default: run until Ctrl-C.",
              given -> count = given)
          .duration(
              "-i --interval",
              "Time from one probe to the next (1, 200ms). Default: 1s.",
              given -> interval = given)
          .flag(
              "-f --flood",
              "Flood: send the next probe when a reply comes, or 100 per second. Prints a dot for"
                  + " each probe and erases it for each reply.",
              () -> flood = true)
          .size(
              "-s --size",
              "Bytes per probe. Default: 64. Below 32 some faults cannot be detected; a note lists"
                  + " them.",
              given -> size = given)
          .duration(
              "-W --timeout",
              "Timeout for connecting; with --reconnect, for each probe. Also the wait for the last"
                  + " replies if there has been no reply at all. Default: 10s.",
              given -> linger = given)
          .duration(
              "-w --deadline",
              "Stop after TIME, however many probes were sent or answered.",
              given -> deadline = given)
          .with(server.source("-I"))
          .flag(
              "--reconnect",
              "Open a new connection for each probe; print the time of name lookup, connect, TLS"
                  + " and echo.",
              () -> reconnect = true)
          .with(server::addProxyHeader);
    }
  }

  /** One run of the command. */
  public PingCommand(Terminal terminal) {
    super(terminal, "echoclient ping");
  }

  @Override
  protected void describe(CommandSpec command) {
    command
        .usageMessage()
        .customSynopsis("echoclient ping [OPTIONS] HOST PORT | ENDPOINT")
        .description(
            "Sends probes to an echo server, prints the round-trip time of each, and checks every"
                + " byte that comes back. Options and summary are those of ping(8). Enter or SIGQUIT"
                + " (Ctrl-\\) prints the statistics so far; Ctrl-C prints them and exits.")
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
            "Documents:",
            "  docs/ping.md",
            "",
            "Exit codes: 0 a probe was answered, 1 none was (or, with -c and -w, fewer than",
            "            -c), 2 usage error or no such host, 3 a --fail-if term held,",
            "            4 INVALID: this machine disturbed the measurement, 141 output pipe",
            "            closed.");
    server.addTarget(command);
    probing.options(server).addTo(command);
    printing.group().addTo(command);
    sweeps.options().addTo(command);
    server.tls().addTo(command);
  }

  @Override
  public Integer call() {
    Endpoint endpoint = read(server::endpoint);
    check(endpoint);
    PingPrinting wanted = read(printing::read);
    checkSweep(endpoint, wanted);
    PingRun run = new PingRun(terminal(), wanted, endpoint, options());
    try {
      ConnectOptions connect = server.connectOptions(probing.linger);
      return sweeps.isWanted()
          ? new SweepRun(terminal(), wanted.report(), sweeps, endpoint, connect).run(options())
          : ping(endpoint, connect, run);
    } catch (IOException e) {
      return run.refused(FailureText.of(e), ExitCode.FAILED);
    }
  }

  private int ping(Endpoint endpoint, ConnectOptions connect, PingRun run) throws IOException {
    try {
      run.openFiles();
    } catch (IOException e) {
      return run.refused(FailureText.of(e), OutputFile.exitCode(e));
    }
    if (probing.reconnect) {
      Resolver.keepNothing(); // Each probe measures how long it takes to look the name up.
    }
    PingMode mode;
    try {
      mode = PingMode.to(endpoint, connect, options(), run, System.nanoTime());
    } catch (UnknownHostException e) {
      return run.refused(FailureText.of(e), ExitCode.of(e));
    }
    server.warnIfInsecure(terminal());
    String blind = Frame.blindSpots((int) probing.size);
    if (!blind.isEmpty()) {
      terminal().complain("with " + probing.size + "-byte probes, " + blind);
    }
    return run.run(mode);
  }

  private void check(Endpoint endpoint) {
    refuseIf(probing.count != null && probing.count < 1, "--count must be 1 or more");
    refuseIf(
        probing.interval.isZero() && !probing.flood,
        "--interval must be more than 0; use --flood to send as fast as possible");
    refuseIf(probing.linger.isZero(), "--timeout must be more than 0");
    refuseIf(
        probing.deadline != null && probing.deadline.isZero(), "--deadline must be more than 0");
    int most = endpoint.isDatagrams() ? UdpLimits.MAX_PAYLOAD_IPV4 : MAX_FRAME;
    refuseIf(
        probing.size < 1 || probing.size > most,
        "--size must be 1 to " + most + ", not " + probing.size);
    refuseIf(
        probing.reconnect && probing.flood,
        "--reconnect and --flood exclude each other: they would use up the ports of this machine");
  }

  private void checkSweep(Endpoint endpoint, PingPrinting wanted) {
    if (sweeps.isWanted()) {
      String foreign =
          probing.reconnect
              ? "--reconnect"
              : probing.flood
                  ? "--flood"
                  : probing.deadline != null ? "--deadline" : wanted.foreignToSweeps();
      refuseIf(!foreign.isEmpty(), foreign + " cannot be used with a sweep; use --json");
    }
    read(() -> sweeps.checked(endpoint));
  }

  private PingOptions options() {
    return new PingOptions(
        probing.count == null ? 0 : probing.count,
        probing.interval,
        probing.flood,
        (int) probing.size,
        probing.linger,
        probing.deadline,
        probing.reconnect);
  }
}
