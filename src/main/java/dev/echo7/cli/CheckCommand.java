package dev.echo7.cli;

import dev.echo7.client.Check;
import dev.echo7.client.CheckMode;
import dev.echo7.client.ConnectFailedException;
import dev.echo7.client.ConnectOptions;
import dev.echo7.net.AddressFamily;
import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import dev.echo7.net.ProxyHeader;
import dev.echo7.net.ServiceNames;
import dev.echo7.net.TlsMaterialException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code echoclient check [OPTIONS] HOST PORT}: a conformance test of any echo server. */
@Command(
    name = "echoclient check",
    versionProvider = Versions.OfClient.class,
    sortOptions = false,
    customSynopsis = "echoclient check [OPTIONS] HOST PORT | ENDPOINT",
    descriptionHeading = "%n",
    description =
        "Holds an echo server against RFC 862 and says, check by check, whether it does as it"
            + " should, and what it did in the place of that. The output is TAP (version 14, which"
            + " readers of version 13 understand).",
    parameterListHeading = "%nWhat to check:%n",
    footer = {
      "",
      "Examples:",
      "  echoclient check localhost 5000",
      "  echoclient check -u --junit report.xml example.org 7",
      "  echoclient check --skip urgent,reset --tls-ca ca.pem tls://example.org:7443",
      "",
      "Exit codes: 0 no check failed, 1 one did or nobody listens, 2 wrong command line",
      "            or no such host, 130 ended by Ctrl-C before the end."
    })
public final class CheckCommand implements Callable<Integer> {
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

  @ArgGroup(validate = false, heading = "%nHow to check:%n", order = 1)
  private final Checking checking = new Checking();

  @ArgGroup(validate = false, heading = "%nTLS:%n", order = 2)
  private final TlsClientOptions tls = new TlsClientOptions();

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @ArgGroup(validate = false, heading = "%nAbout:%n", order = 3)
  private final About about = new About();

  /** Options about the checks; picocli fills them. */
  static final class Checking {
    @Option(names = "-4", description = "IPv4 only.")
    private boolean ipv4;

    @Option(names = "-6", description = "IPv6 only.")
    private boolean ipv6;

    @Option(names = "-u", description = "UDP: the checks of datagrams.")
    private boolean udp;

    @Option(
        names = {"-w", "--timeout"},
        paramLabel = "TIME",
        description =
            "A check fails when connecting takes longer, or when nothing moves for so long."
                + " Default: 5s.")
    private Duration timeout = Duration.ofSeconds(5);

    @Option(
        names = "--only",
        paramLabel = "NAME,...",
        split = ",",
        hideParamSyntax = true,
        description = "Do these checks only.")
    private List<String> only = List.of();

    @Option(
        names = "--skip",
        paramLabel = "NAME,...",
        split = ",",
        hideParamSyntax = true,
        description = "Leave these checks out.")
    private List<String> skip = List.of();

    @Option(
        names = "--junit",
        paramLabel = "FILE",
        description = "Write the results as JUnit XML too.")
    private @Nullable Path junit;

    @Option(
        names = "--send-proxy",
        paramLabel = "v1|v2[,SRC,DST]",
        converter = ProxyHeaderConverter.class,
        description = "Send a PROXY header first, as echoclient does.")
    private @Nullable ProxyHeader proxyHeader;
  }

  private CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  static int run(Terminal terminal, String... arguments) {
    return CommandLines.run(new CheckCommand(terminal), terminal, arguments);
  }

  @Override
  public Integer call() throws IOException {
    Endpoint endpoint = endpoint(new EndpointParser(ServiceNames.ofThisMachine()));
    refuseIf(checking.timeout.isZero(), "-w 0: give more than no time at all");
    refuseIf(
        endpoint instanceof Endpoint.Udp && checking.proxyHeader != null,
        "--send-proxy is for connections; UDP has none: leave one out");
    Predicate<Check> wanted = wanted(endpoint);
    CheckRun run = new CheckRun(terminal, endpoint, checking.junit);
    if (tls.isInsecure()) {
      terminal.say("echoclient: warning: the server was not authenticated (--tls-insecure)");
    }
    try {
      run.openFile();
    } catch (IOException e) {
      refuseIf(true, e.getMessage() + "; give another file");
    }
    try {
      return run.run(CheckMode.to(endpoint, connectOptions(), checking.timeout, wanted));
    } catch (UnknownHostException e) {
      terminal.say("echoclient: " + e.getMessage());
      return ExitCode.USAGE;
    } catch (ConnectFailedException e) {
      return run.refused("cannot connect to " + endpoint + ": " + e.getMessage());
    }
  }

  private Endpoint endpoint(EndpointParser parser) {
    try {
      return tls.applyTo(TargetWords.parse(parser, host, port, checking.udp));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private Predicate<Check> wanted(Endpoint endpoint) {
    List<String> names = CheckMode.suite(endpoint).stream().map(Check::name).toList();
    Stream.concat(checking.only.stream(), checking.skip.stream())
        .forEach(
            name ->
                refuseIf(
                    !names.contains(name),
                    "no check '" + name + "' there; there are " + String.join(", ", names)));
    Predicate<Check> wanted =
        check ->
            (checking.only.isEmpty() || checking.only.contains(check.name()))
                && !checking.skip.contains(check.name());
    refuseIf(
        CheckMode.suite(endpoint).stream().noneMatch(wanted),
        "--only and --skip leave no check; leave one of them out");
    return wanted;
  }

  private void refuseIf(boolean wrong, String message) {
    if (wrong) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private ConnectOptions connectOptions() throws TlsMaterialException {
    AddressFamily family =
        checking.ipv4 == checking.ipv6
            ? AddressFamily.ANY
            : checking.ipv4 ? AddressFamily.IPV4 : AddressFamily.IPV6;
    return new ConnectOptions(family, null, 0, checking.timeout, false)
        .withTls(tls.read())
        .withProxyHeader(checking.proxyHeader);
  }
}
