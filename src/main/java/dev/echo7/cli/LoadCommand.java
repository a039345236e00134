package dev.echo7.cli;

import dev.echo7.client.ConnectOptions;
import dev.echo7.client.LoadOptions;
import dev.echo7.measure.Frame;
import dev.echo7.measure.Json;
import dev.echo7.net.AddressFamily;
import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import dev.echo7.net.ProxyHeader;
import dev.echo7.net.ServiceNames;
import dev.echo7.net.TlsMaterialException;
import java.io.IOException;
import java.io.PrintStream;
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

/** {@code echoclient load [OPTIONS] HOST PORT}: wrk2, of an echo server, over any transport. */
@Command(
    name = "echoclient load",
    versionProvider = Versions.OfClient.class,
    sortOptions = false,
    customSynopsis = "echoclient load [OPTIONS] HOST PORT | ENDPOINT",
    descriptionHeading = "%n",
    description =
        "Sends frames to an echo server over many connections, verifies every byte that comes back,"
            + " and says how many it bears and how late they are. Letters are those of wrk2. Ctrl-C"
            + " ends and prints the report; Enter, SIGQUIT (Ctrl-\\) or SIGUSR1 prints it so far.",
    parameterListHeading = "%nWhat to load:%n",
    footer = {
      "",
      "Examples:",
      "  echoclient load -c 100 -d 30s -R 5000 localhost 5000",
      "  echoclient load -c 50 --depth 16 -s 1k localhost 5000",
      "  echoclient load -R 20000 --arrivals poisson --fail-if 'p99.9>5ms' example.org 7",
      "  echoclient load --find-rate 'p99<1ms,lost<=0' -c 100 -d 5s example.org 7",
      "",
      "Exit codes: 0 all that was due came back right, 1 some did not or a connection",
      "            failed, 2 wrong command line or no such host, 3 a term of --fail-if came",
      "            true."
    })
public final class LoadCommand implements Callable<Integer> {
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

  @ArgGroup(validate = false, heading = "%nThe load:%n", order = 1)
  private final LoadShape shape = new LoadShape();

  @ArgGroup(validate = false, heading = "%nHow to connect:%n", order = 2)
  private final Connecting connecting = new Connecting();

  @ArgGroup(validate = false, heading = "%nWhat to print:%n", order = 3)
  private final LoadPrinting printing = new LoadPrinting();

  @ArgGroup(validate = false, heading = "%nTLS:%n", order = 4)
  private final TlsClientOptions tls = new TlsClientOptions();

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @ArgGroup(validate = false, heading = "%nAbout:%n", order = 5)
  private final About about = new About();

  /** Options about addresses; picocli fills them. */
  static final class Connecting {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Option(names = "-4", description = "IPv4 only.")
    private boolean ipv4;

    @Option(names = "-6", description = "IPv6 only.")
    private boolean ipv6;

    @Option(names = "-u", description = "UDP: each frame is a datagram.")
    private boolean udp;

    @Option(
        names = "-I",
        paramLabel = "ADDRESS",
        description = "Load from this address of this machine.")
    private @Nullable String sourceAddress;

    @Option(
        names = "--send-proxy",
        paramLabel = "v1|v2[,SRC,DST]",
        converter = ProxyHeaderConverter.class,
        description = "Send a PROXY header first, as echoclient does.")
    private @Nullable ProxyHeader proxyHeader;

    ConnectOptions read(TlsClientOptions tls) throws TlsMaterialException {
      AddressFamily family =
          ipv4 == ipv6 ? AddressFamily.ANY : ipv4 ? AddressFamily.IPV4 : AddressFamily.IPV6;
      return new ConnectOptions(family, sourceAddress, 0, LIMIT, false)
          .withTls(tls.read())
          .withProxyHeader(proxyHeader);
    }
  }

  private LoadCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  static int run(Terminal terminal, String... arguments) {
    return CommandLines.run(new LoadCommand(terminal), terminal, arguments);
  }

  @Override
  public Integer call() {
    Endpoint endpoint;
    LoadOptions options;
    try {
      EndpointParser parser = new EndpointParser(ServiceNames.ofThisMachine());
      endpoint = tls.applyTo(TargetWords.parse(parser, host, port, connecting.udp));
      options = shape.read(endpoint);
      printing.check(shape.hasRate());
      check(endpoint);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    if (tls.isInsecure()) {
      terminal.say("echoclient: warning: the server was not authenticated (--tls-insecure)");
    }
    String blind = Frame.blindSpots(options.size());
    if (!blind.isEmpty()) {
      terminal.say("echoclient: frames of " + options.size() + " bytes: " + blind);
    }
    try {
      return new LoadTalk(terminal, printing, endpoint, connecting.read(tls)).run(options, shape);
    } catch (UnknownHostException e) {
      return refused(endpoint, CommandLines.messageOf(e), ExitCode.USAGE);
    } catch (IOException e) {
      return refused(endpoint, CommandLines.messageOf(e), ExitCode.FAILED);
    }
  }

  /** There is no report. Returns the exit code. */
  private int refused(Endpoint endpoint, String message, int exitCode) {
    PrintStream out = terminal.text(terminal.out());
    if (printing.json()) {
      out.print(Json.document(LoadJson.refused(endpoint, message, exitCode)));
    } else if (printing.jsonStream()) {
      out.println(Json.line(LoadJson.refused(endpoint, message, exitCode)));
    } else {
      terminal.say("echoclient: " + message);
    }
    return exitCode;
  }

  private void check(Endpoint endpoint) {
    if (endpoint instanceof Endpoint.Udp && connecting.proxyHeader != null) {
      throw new IllegalArgumentException(
          "--send-proxy is for connections; UDP has none: leave one out");
    }
  }
}
