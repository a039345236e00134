package dev.echo7.cli.check;

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
import dev.echo7.client.check.Check;
import dev.echo7.client.check.CheckMode;
import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import dev.echo7.net.ServiceNames;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.proxy.ProxyHeader;
import dev.echo7.net.tls.TlsMaterialException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code echoclient check [OPTIONS] HOST PORT}: a conformance test of any echo server. */
public final class CheckCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final CommandSpec spec;
  private final TargetWords target = new TargetWords();
  private final Checking checking = new Checking();
  private final TlsClientOptions tls = new TlsClientOptions();

  /** Options about the checks. */
  static final class Checking {
    private final FamilyFlags family = new FamilyFlags();
    private boolean udp;
    private Duration timeout = Duration.ofSeconds(5);
    private List<String> only = List.of();
    private List<String> skip = List.of();
    private @Nullable Path junit;
    private @Nullable ProxyHeader proxyHeader;

    OptionGroup options() {
      return family
          .addTo(new OptionGroup("How to check"))
          .flag("-u", "UDP: the checks of datagrams.", () -> udp = true)
          .value(
              "-w --timeout",
              "TIME",
              Duration.class,
              "A check fails when connecting takes longer, or when nothing moves for so long."
                  + " Default: 5s.",
              given -> timeout = given)
          .list("--only", "NAME,...", String.class, "Do these checks only.", given -> only = given)
          .list(
              "--skip", "NAME,...", String.class, "Leave these checks out.", given -> skip = given)
          .value(
              "--junit",
              "FILE",
              Path.class,
              "Write the results as JUnit XML too.",
              given -> junit = given)
          .value(
              "--send-proxy",
              "v1|v2[,SRC,DST]",
              ProxyHeader.class,
              new ProxyHeaderConverter(),
              "Send a PROXY header first, as echoclient does.",
              given -> proxyHeader = given);
    }
  }

  private CheckCommand(Terminal terminal) {
    this.terminal = terminal;
    this.spec = describe();
  }

  /** What the command line may hold, and what the help says of it. */
  CommandSpec spec() {
    return spec;
  }

  private CommandSpec describe() {
    CommandSpec command = CommandLines.describe(this, "echoclient check", new Versions.OfClient());
    command
        .usageMessage()
        .customSynopsis("echoclient check [OPTIONS] HOST PORT | ENDPOINT")
        .description(
            "Holds an echo server against RFC 862 and says, check by check, whether it does as it"
                + " should, and what it did in the place of that. The output is TAP (version 14,"
                + " which readers of version 13 understand).")
        .parameterListHeading("%nWhat to check:%n")
        .footer(
            "",
            "Examples:",
            "  echoclient check localhost 5000",
            "  echoclient check -u --junit report.xml example.org 7",
            "  echoclient check --skip urgent,reset --tls-ca ca.pem tls://example.org:7443",
            "",
            "Exit codes: 0 no check failed, 1 one did or nobody listens, 2 wrong command line",
            "            or no such host, 130 ended by Ctrl-C before the end, 141 output",
            "            pipe closed.");
    target.addTo(command, "A name or a numeric address, or an endpoint, as in echoclient --help.");
    checking.options().addTo(command);
    tls.options().addTo(command);
    OptionGroup.about().addTo(command);
    return command;
  }

  public static int run(Terminal terminal, String... arguments) {
    return CommandLines.run(new CheckCommand(terminal).spec, terminal, arguments);
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
      terminal.say("echoclient: " + FailureText.of(e));
      return OutputFile.exitCode(e);
    }
    try {
      return run.run(CheckMode.to(endpoint, connectOptions(), checking.timeout, wanted));
    } catch (UnknownHostException e) {
      terminal.say("echoclient: " + FailureText.of(e));
      return ExitCode.of(e);
    } catch (ConnectFailedException e) {
      return run.refused("cannot connect to " + endpoint + ": " + FailureText.of(e));
    } catch (IOException e) {
      return run.refused("cannot connect to " + endpoint + ": " + FailureText.of(e));
    }
  }

  private Endpoint endpoint(EndpointParser parser) {
    try {
      return tls.applyTo(target.parse(parser, checking.udp));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), FailureText.of(e), e);
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
    return new ConnectOptions(checking.family.family(), null, 0, checking.timeout, false)
        .withTls(tls.read())
        .withProxyHeader(checking.proxyHeader);
  }
}
