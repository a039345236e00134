package dev.echo7.cli.check;

import dev.echo7.cli.Command;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.OptionGroup;
import dev.echo7.cli.OutputFile;
import dev.echo7.cli.Terminal;
import dev.echo7.cli.options.ConnectOptionGroup;
import dev.echo7.client.check.Check;
import dev.echo7.client.check.CheckMode;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.net.Endpoint;
import dev.echo7.net.failure.FailureText;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code echoclient check [OPTIONS] HOST PORT}: a conformance test of any echo server. */
public final class CheckCommand extends Command {
  private final ConnectOptionGroup server = new ConnectOptionGroup();
  private final Checking checking = new Checking();

  /** Options about the checks. */
  static final class Checking {
    private Duration timeout = Duration.ofSeconds(5);
    private List<String> only = List.of();
    private List<String> skip = List.of();
    private @Nullable Path junit;

    OptionGroup options(ConnectOptionGroup server) {
      return new OptionGroup("How to check")
          .with(server::addFamilies)
          .with(server.udp("UDP: the checks of datagrams."))
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
          .with(server::addProxyHeader);
    }
  }

  /** One run of the command. */
  public CheckCommand(Terminal terminal) {
    super(terminal, "echoclient check");
  }

  @Override
  protected void describe(CommandSpec command) {
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
    server.addTarget(command);
    checking.options(server).addTo(command);
    server.tls().addTo(command);
  }

  @Override
  public Integer call() throws IOException {
    Endpoint endpoint = read(server::endpoint);
    refuseIf(checking.timeout.isZero(), "-w 0: give more than no time at all");
    Predicate<Check> wanted = wanted(endpoint);
    CheckRun run = new CheckRun(terminal(), endpoint, checking.junit);
    server.warnIfInsecure(terminal());
    try {
      run.openFile();
    } catch (IOException e) {
      terminal().complain(FailureText.of(e));
      return OutputFile.exitCode(e);
    }
    try {
      ConnectOptions connect = server.connectOptions(checking.timeout);
      return run.run(CheckMode.to(endpoint, connect, checking.timeout, wanted));
    } catch (UnknownHostException e) {
      terminal().complain(FailureText.of(e));
      return ExitCode.of(e);
    } catch (IOException e) {
      return run.refused("cannot connect to " + endpoint + ": " + FailureText.of(e));
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
}
