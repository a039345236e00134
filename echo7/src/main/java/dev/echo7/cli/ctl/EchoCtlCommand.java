package dev.echo7.cli.ctl;

import dev.echo7.cli.CommandLines;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.LineOutput;
import dev.echo7.cli.OptionGroup;
import dev.echo7.cli.OutputWatch;
import dev.echo7.cli.Terminal;
import dev.echo7.cli.Versions;
import dev.echo7.ctl.AdminClient;
import dev.echo7.ctl.AdminException;
import dev.echo7.net.failure.FailureText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code echoctl [OPTIONS] COMMAND}: sees and steers a running server. */
public final class EchoCtlCommand implements Callable<Integer> {
  private final Terminal terminal;

  private final CommandSpec spec;
  private @Nullable String admin = System.getenv("ECHO7_ADMIN");
  private @Nullable Path tokenFile;

  /** What a subcommand does with a server; returns its exit code. */
  interface Action {
    int on(AdminClient server, LineOutput out) throws IOException;
  }

  public EchoCtlCommand(Terminal terminal) {
    this.terminal = terminal;
    this.spec = describe();
  }

  /** What the command line may hold, and what the help says of it. */
  public CommandSpec spec() {
    return spec;
  }

  private CommandSpec describe() {
    CommandSpec command = CommandLines.describe(this, "echoctl", new Versions.OfClient());
    command
        .usageMessage()
        .customSynopsis("echoctl [OPTIONS] ls | close | reset | drain | stats | tail | health")
        .description("Sees and steers a running echoserver through its admin endpoint.")
        .commandListHeading("%nCommands (echoctl COMMAND --help explains one):%n")
        .footer(
            "",
            "Examples:",
            "  echoctl ls --sort -in --limit 10    who sends most",
            "  echoctl close 17                    end one connection, after its echo",
            "  echoctl close --peer 192.0.2.0/24   end all from a network",
            "  echoctl tail --json | jq -c .       what happens, for a program",
            "",
            "Environment: ECHO7_ADMIN is the default of --admin; in XDG_RUNTIME_DIR the socket",
            "             of a server of this user is looked for.",
            "",
            "Files: @FILE stands for the words in FILE; # begins a comment.",
            "  /run/echo7/admin.sock               where the service listens",
            "",
            "Exit codes: 0 done, 1 it could not be done, 2 wrong command line,",
            "            130 ended by Ctrl-C, 141 output pipe closed.");
    new OptionGroup(null)
        .text(
            "--admin",
            "unix:PATH|HOST:PORT",
            "What echoserver --admin was given. Default: $$ECHO7_ADMIN; else"
                + " unix:/run/echo7/admin.sock or unix:$$XDG_RUNTIME_DIR/echo7/admin.sock, the"
                + " first that is there.",
            given -> admin = given)
        .value(
            "--token-file",
            "FILE",
            Path.class,
            "Its first line is the token, where the server wants one.",
            given -> tokenFile = given)
        .inherited()
        .addTo(command);
    OptionGroup.about().addTo(command);
    command.addSubcommand("ls", new ListCommand(this).spec());
    command.addSubcommand("close", new ConnectionEnd(this, false).spec());
    command.addSubcommand("reset", new ConnectionEnd(this, true).spec());
    command.addSubcommand("drain", new DrainCommand(this).spec());
    command.addSubcommand("stats", new StatsCommand(this).spec());
    command.addSubcommand("tail", new TailCommand(this).spec());
    command.addSubcommand("health", new HealthCommand(this).spec());
    return command;
  }

  /** Runs the command in this process, and exits with its code. */
  public static void main(String... arguments) {
    Terminal terminal = Terminal.ofThisProcess();
    OutputWatch.start(terminal.out());
    System.exit(run(terminal, arguments));
  }

  static int run(Terminal terminal, String... arguments) {
    return CommandLines.run(new EchoCtlCommand(terminal).spec, terminal, arguments);
  }

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: ls, close, reset, drain, stats, tail or health");
  }

  /** Runs an action on the server that the options name, and says what went wrong. */
  int with(Action action) throws AdminException {
    LineOutput out = new LineOutput(terminal.out());
    try (AdminClient server = target().connect()) {
      int code = action.on(server, out);
      out.flush();
      return code;
    } catch (AdminException e) {
      complain(FailureText.of(e));
      return ExitCode.FAILED;
    } catch (IOException e) {
      if (!terminal.out().isLost()) {
        complain(FailureText.of(e));
      }
      return ExitCode.FAILED;
    }
  }

  /** The server that the options name. */
  AdminTarget target() {
    return AdminTarget.find(admin, tokenFile);
  }

  void complain(String message) {
    terminal.say("echoctl: " + message);
  }
}
