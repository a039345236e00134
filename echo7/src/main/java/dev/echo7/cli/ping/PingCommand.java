package dev.echo7.cli.ping;

import dev.echo7.cli.Command;
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
    private int size = 64;
    private Duration linger = PingOptions.DEFAULT_LINGER;
    private @Nullable Duration deadline;
    private boolean reconnect;

    OptionGroup options(ConnectOptionGroup server) {
      return new OptionGroup("How to probe")
          .with(server::addFamilies)
          .with(server.udp("UDP: each probe is a datagram."))
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
          .with(server.source("-I", "Probe from this address of this machine."))
          .flag(
              "--reconnect",
              "A new connection for each probe; says how long name, connection, TLS and echo took.",
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
    String blind = Frame.blindSpots(probing.size);
    if (!blind.isEmpty()) {
      terminal().complain("probes of " + probing.size + " bytes: " + blind);
    }
    return run.run(mode);
  }

  private void check(Endpoint endpoint) {
    refuseIf(
        probing.count != null && probing.count < 1, "-c " + probing.count + ": give 1 or more");
    refuseIf(
        probing.interval.isZero() && !probing.flood,
        "-i 0: give more, or -f for as fast as it goes");
    refuseIf(probing.linger.isZero(), "-W 0: give more than no time at all");
    refuseIf(
        probing.deadline != null && probing.deadline.isZero(),
        "-w 0: give more than no time at all");
    int most = endpoint.isDatagrams() ? UdpLimits.MAX_PAYLOAD_IPV4 : MAX_FRAME;
    refuseIf(probing.size < 1 || probing.size > most, "-s " + probing.size + ": give 1 to " + most);
    refuseIf(
        probing.reconnect && probing.flood,
        "--reconnect with -f would use up the ports of this machine; leave one out");
  }

  private void checkSweep(Endpoint endpoint, PingPrinting wanted) {
    if (sweeps.isWanted()) {
      String foreign =
          probing.reconnect
              ? "--reconnect"
              : probing.flood ? "-f" : probing.deadline != null ? "-w" : wanted.foreignToSweeps();
      refuseIf(
          !foreign.isEmpty(), foreign + " does not go with a sweep; leave it out (--json goes)");
    }
    read(() -> sweeps.checked(endpoint));
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
}
