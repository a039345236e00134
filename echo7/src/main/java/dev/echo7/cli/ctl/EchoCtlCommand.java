package dev.echo7.cli.ctl;

import dev.echo7.cli.Command;
import dev.echo7.cli.OutputWatch;
import dev.echo7.cli.Terminal;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code echoctl [OPTIONS] COMMAND}: sees and steers a running server. */
public final class EchoCtlCommand extends Command {
  private final CtlSession session;

  /** One run of the command. */
  public EchoCtlCommand(Terminal terminal) {
    super(terminal, "echoctl");
    this.session = new CtlSession(terminal);
  }

  @Override
  protected void describe(CommandSpec command) {
    command
        .usageMessage()
        .customSynopsis("echoctl [OPTIONS] ls|close|reset|fault|drain|stats|tail|health")
        .description("Inspects and controls a running echoserver through its admin endpoint.")
        .commandListHeading("%nCommands (echoctl COMMAND --help explains each):%n")
        .footer(
            "",
            "Examples:",
            "  echoctl ls --sort -in --limit 10    the ten that sent most",
            "  echoctl close 17                    close one connection, after its echo",
            "  echoctl close --peer 192.0.2.0/24   close all from a network",
            "  echoctl fault set :7001 'cut=64k'   inject a fault at an endpoint",
            "  echoctl tail --json | jq -c .       events as JSON",
            "",
            "Environment: ECHO7_ADMIN is the default of --admin.",
            "",
            "Files: @FILE is replaced by the words in FILE; # begins a comment.",
            "  /run/echo7/admin.sock                 the packaged service",
            "  $$XDG_RUNTIME_DIR/echo7/admin.sock     a server of this user",
            "",
            "Documents:",
            "  docs/operations.md",
            "  docs/faults.md",
            "",
            "Exit codes: 0 done, 1 failed, 2 usage error,",
            "            130 ended by Ctrl-C, 141 output pipe closed.");
    session.options().inherited().addTo(command);
    List.of(
            new ListCommand(session),
            new CloseCommand(session, false),
            new CloseCommand(session, true),
            new FaultCommand(session),
            new DrainCommand(session),
            new StatsCommand(session),
            new TailCommand(session),
            new HealthCommand(session))
        .forEach(each -> command.addSubcommand(each.spec().name(), each.spec()));
  }

  /** Runs the command in this process, and exits with its code. */
  public static void main(String... arguments) {
    Terminal terminal = Terminal.ofThisProcess("echoctl");
    OutputWatch.start(terminal.out());
    System.exit(new EchoCtlCommand(terminal).run(arguments));
  }

  @Override
  public Integer call() {
    throw wrong("missing COMMAND: ls, close, reset, fault, drain, stats, tail or health");
  }
}
