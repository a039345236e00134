package dev.echo7.cli.check;

import dev.echo7.cli.Command;
import dev.echo7.cli.Converters;
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
import java.io.PrintStream;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
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
    private boolean list;
    private @Nullable Path junit;

    OptionGroup options(ConnectOptionGroup server) {
      return new OptionGroup("How to check")
          .with(server::addFamilies)
          .with(server.udp("Run the UDP checks."))
          .duration(
              "-w --timeout",
              "In each check, give up if connecting, or waiting for progress, takes longer than"
                  + " TIME. Default: 5s.",
              given -> timeout = given)
          .with(names("--only", "Run these checks only.", given -> only = given))
          .with(names("--skip", "Skip these checks.", given -> skip = given))
          .flag("--list", "Print the names of the checks, and exit.", () -> list = true)
          .file("--junit", "Write the results as JUnit XML too.", given -> junit = given)
          .with(server::addProxyHeader);
    }

    private static Consumer<OptionGroup> names(
        String option, String description, Consumer<List<String>> given) {
      List<String> known = CheckMode.allNames();
      return group ->
          group.list(
              option,
              "NAME,...",
              String.class,
              text -> Converters.oneOf(known, text),
              known,
              description,
              given);
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
            "Tests an echo server for RFC 862 conformance and reports each check, with evidence for"
                + " failures. The output is TAP version 14, which version 13 parsers can read.")
        .parameterListHeading("%nWhat to check:%n")
        .footer(
            "",
            "Examples:",
            "  echoclient check localhost 5000",
            "  echoclient check -u --junit report.xml example.org 7",
            "  echoclient check --skip urgent,reset --tls-ca ca.pem tls://example.org:7443",
            "",
            "Documents:",
            "  docs/check.md",
            "",
            "Exit codes: 0 no check failed, 1 one failed or no server is listening, 2 usage",
            "            error or no such host, 130 ended by Ctrl-C, 141 output pipe closed.");
    server.addOptionalTarget(command);
    checking.options(server).addTo(command);
    server.tls().addTo(command);
  }

  @Override
  public Integer call() throws IOException {
    if (checking.list) {
      return list();
    }
    refuseIf(!server.hasTarget(), missing("HOST"));
    Endpoint endpoint = read(server::endpoint);
    refuseIf(checking.timeout.isZero(), "--timeout must be more than 0");
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

  /** The checks of the given endpoint; of all transports if there is none. */
  private int list() {
    PrintStream out = terminal().text(terminal().out());
    if (server.hasTarget()) {
      list(out, "", CheckMode.suite(read(server::endpoint)));
    } else {
      if (!server.isUdp()) {
        out.println("TCP, TLS and Unix sockets:");
        list(out, "  ", CheckMode.ofStreams());
      }
      out.println("UDP:");
      list(out, "  ", CheckMode.ofDatagrams());
    }
    return ExitCode.OK;
  }

  private static void list(PrintStream out, String indent, List<Check> checks) {
    int width = checks.stream().mapToInt(check -> check.name().length()).max().orElse(0);
    for (Check check : checks) {
      String name = check.name() + " ".repeat(width - check.name().length());
      out.println(indent + name + "  " + check.claim());
    }
  }

  private Predicate<Check> wanted(Endpoint endpoint) {
    List<String> names = CheckMode.suite(endpoint).stream().map(Check::name).toList();
    Stream.concat(checking.only.stream(), checking.skip.stream())
        .forEach(
            name ->
                refuseIf(
                    !names.contains(name),
                    "no check '"
                        + name
                        + "' for "
                        + endpoint
                        + "; choose from "
                        + String.join(", ", names)));
    Predicate<Check> wanted =
        check ->
            (checking.only.isEmpty() || checking.only.contains(check.name()))
                && !checking.skip.contains(check.name());
    refuseIf(
        CheckMode.suite(endpoint).stream().noneMatch(wanted),
        "--only and --skip leave no check to run");
    return wanted;
  }
}
