package dev.echo7.cli.load;

import dev.echo7.cli.Command;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.OptionGroup;
import dev.echo7.cli.Terminal;
import dev.echo7.cli.options.ConnectOptionGroup;
import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.client.load.LoadMode;
import dev.echo7.client.load.LoadOptions;
import dev.echo7.measure.FailIf;
import dev.echo7.net.Endpoint;
import dev.echo7.net.failure.FailureText;
import dev.echo7.result.ReportMaps;
import dev.echo7.verify.Frame;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code echoclient load [OPTIONS] HOST PORT}: wrk2, of an echo server, over any transport. */
public final class LoadCommand extends Command {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final ConnectOptionGroup server = new ConnectOptionGroup();
  private final LoadShape shape = new LoadShape();
  private final LoadPrintingOptions printing = new LoadPrintingOptions();

  /** One run of the command. */
  public LoadCommand(Terminal terminal) {
    super(terminal, "echoclient load");
  }

  @Override
  protected void describe(CommandSpec command) {
    command
        .usageMessage()
        .customSynopsis("echoclient load [OPTIONS] HOST PORT | ENDPOINT")
        .description(
            "Sends frames to an echo server over many connections, verifies every byte that comes"
                + " back, and reports throughput and latency. The option letters are wrk2's."
                + " Ctrl-C prints the report and exits; Enter, SIGQUIT (Ctrl-\\) or SIGUSR1 prints"
                + " the report so far.")
        .parameterListHeading("%nWhat to load:%n")
        .footer(
            "",
            "Examples:",
            "  echoclient load -c 100 -d 30s -R 5000 localhost 5000",
            "  echoclient load -c 50 --depth 16 -s 1k localhost 5000",
            "  echoclient load -c 8 --frames 10k unix:/run/echo.sock",
            "  echoclient load -R 20k --arrivals poisson --fail-if 'p99.9>5ms' 192.0.2.1 7",
            "  echoclient load --reconnect -R 200 -c 50 tls://192.0.2.1:7443",
            "  echoclient load --find-rate 'p99<1ms,lost<=0' -c 100 -d 5s 192.0.2.1 7",
            "",
            "Documents:",
            "  docs/load.md",
            "  docs/load-at-scale.md",
            "",
            "Exit codes: 0 every frame came back unchanged, 1 some did not or a connection",
            "            failed, 2 usage error or no such host, 3 a --fail-if term",
            "            held, 4 INVALID: this machine was the bottleneck, 141 output pipe",
            "            closed.");
    server.addTarget(command);
    shape.options().addTo(command);
    new OptionGroup("How to connect")
        .with(server::addFamilies)
        .with(server.udp("UDP: each frame is one datagram."))
        .with(server.source("-I"))
        .with(server::addProxyHeader)
        .addTo(command);
    printing.group().addTo(command);
    server.tls().addTo(command);
  }

  @Override
  public Integer call() {
    Endpoint endpoint = read(server::endpoint);
    LoadOptions options = read(() -> shape.read(endpoint));
    LoadPrinting wanted = read(() -> printing.read(shape.hasRate(), shape.hasFrames()));
    server.warnIfInsecure(terminal());
    String blind = Frame.blindSpots(options.size());
    if (!blind.isEmpty()) {
      terminal().complain("with " + options.size() + "-byte frames, " + blind);
    }
    try {
      LoadStart start = new LoadStart(endpoint, server.connectOptions(CONNECT_TIMEOUT));
      return run(start, options, wanted);
    } catch (UnknownHostException e) {
      return refused(endpoint, wanted, FailureText.of(e), ExitCode.of(e));
    } catch (ConnectFailedException e) {
      String message = "cannot connect to " + endpoint + ": " + FailureText.of(e);
      return refused(endpoint, wanted, message, ExitCode.FAILED);
    } catch (IOException e) {
      return refused(endpoint, wanted, FailureText.of(e), ExitCode.FAILED);
    }
  }

  private int run(LoadStart start, LoadOptions options, LoadPrinting wanted) throws IOException {
    FailIf goal = wanted.goal();
    try (LoadOutput output = new LoadOutput(terminal(), wanted)) {
      if (goal != null) {
        return new LoadSearch(start, shape, output).run(goal, options);
      }
      LoadMode mode = start.mode(options, output);
      output.onEnd(mode::stop);
      output.onRequest(() -> output.sayStatus(mode));
      return output.end(mode.run(), Map.of(), true);
    }
  }

  private int refused(Endpoint endpoint, LoadPrinting wanted, String message, int exitCode) {
    return wanted
        .report()
        .refuse(
            terminal(),
            message,
            ReportMaps.refused("load", endpoint.toString(), message, exitCode),
            exitCode);
  }
}
