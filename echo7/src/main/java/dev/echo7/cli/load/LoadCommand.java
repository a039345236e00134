package dev.echo7.cli.load;

import dev.echo7.cli.CommandLines;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.OptionGroup;
import dev.echo7.cli.Terminal;
import dev.echo7.cli.Versions;
import dev.echo7.cli.options.FamilyFlags;
import dev.echo7.cli.options.ProxyHeaderConverter;
import dev.echo7.cli.options.TargetWords;
import dev.echo7.cli.options.TlsClientOptions;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.load.LoadOptions;
import dev.echo7.json.Json;
import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import dev.echo7.net.ServiceNames;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.proxy.ProxyHeader;
import dev.echo7.net.tls.TlsMaterialException;
import dev.echo7.verify.Frame;
import java.io.IOException;
import java.io.PrintStream;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code echoclient load [OPTIONS] HOST PORT}: wrk2, of an echo server, over any transport. */
public final class LoadCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final CommandSpec spec;
  private final TargetWords target = new TargetWords();
  private final LoadShape shape = new LoadShape();
  private final Connecting connecting = new Connecting();
  private final LoadPrinting printing = new LoadPrinting();
  private final TlsClientOptions tls = new TlsClientOptions();

  /** Options about addresses. */
  static final class Connecting {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private final FamilyFlags family = new FamilyFlags();
    private boolean udp;
    private @Nullable String sourceAddress;
    private @Nullable ProxyHeader proxyHeader;

    OptionGroup options() {
      return family
          .addTo(new OptionGroup("How to connect"))
          .flag("-u", "UDP: each frame is a datagram.", () -> udp = true)
          .text(
              "-I",
              "ADDRESS",
              "Load from this address of this machine.",
              given -> sourceAddress = given)
          .value(
              "--send-proxy",
              "v1|v2[,SRC,DST]",
              ProxyHeader.class,
              new ProxyHeaderConverter(),
              "Send a PROXY header first, as echoclient does.",
              given -> proxyHeader = given);
    }

    ConnectOptions read(TlsClientOptions tls) throws TlsMaterialException {
      return new ConnectOptions(family.family(), sourceAddress, 0, LIMIT, false)
          .withTls(tls.read())
          .withProxyHeader(proxyHeader);
    }
  }

  private LoadCommand(Terminal terminal) {
    this.terminal = terminal;
    this.spec = describe();
  }

  /** What the command line may hold, and what the help says of it. */
  CommandSpec spec() {
    return spec;
  }

  private CommandSpec describe() {
    CommandSpec command = CommandLines.describe(this, "echoclient load", new Versions.OfClient());
    command
        .usageMessage()
        .customSynopsis("echoclient load [OPTIONS] HOST PORT | ENDPOINT")
        .description(
            "Sends frames to an echo server over many connections, verifies every byte that comes"
                + " back, and says how many it bears and how late they are. Letters are those of"
                + " wrk2. Ctrl-C ends and prints the report; Enter, SIGQUIT (Ctrl-\\) or SIGUSR1"
                + " prints it so far.")
        .parameterListHeading("%nWhat to load:%n")
        .footer(
            "",
            "Examples:",
            "  echoclient load -c 100 -d 30s -R 5000 localhost 5000",
            "  echoclient load -c 50 --depth 16 -s 1k localhost 5000",
            "  echoclient load -R 20000 --arrivals poisson --fail-if 'p99.9>5ms' example.org 7",
            "  echoclient load --find-rate 'p99<1ms,lost<=0' -c 100 -d 5s example.org 7",
            "",
            "Exit codes: 0 all that was due came back right, 1 some did not or a connection",
            "            failed, 2 wrong command line or no such host, 3 a term of --fail-if came",
            "            true, 141 output pipe closed.");
    target.addTo(command, "A name or a numeric address, or an endpoint, as in echoclient --help.");
    shape.options().addTo(command);
    connecting.options().addTo(command);
    printing.options().addTo(command);
    tls.options().addTo(command);
    OptionGroup.about().addTo(command);
    return command;
  }

  public static int run(Terminal terminal, String... arguments) {
    return CommandLines.run(new LoadCommand(terminal).spec, terminal, arguments);
  }

  @Override
  public Integer call() {
    Endpoint endpoint;
    LoadOptions options;
    try {
      EndpointParser parser = new EndpointParser(ServiceNames.ofThisMachine());
      endpoint = tls.applyTo(target.parse(parser, connecting.udp));
      options = shape.read(endpoint);
      printing.check(shape.hasRate());
      check(endpoint);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), FailureText.of(e), e);
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
      return refused(endpoint, FailureText.of(e), ExitCode.of(e));
    } catch (IOException e) {
      return refused(endpoint, FailureText.of(e), ExitCode.FAILED);
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
