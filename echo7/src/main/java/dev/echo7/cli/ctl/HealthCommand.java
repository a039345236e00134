package dev.echo7.cli.ctl;

import dev.echo7.cli.Command;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.OptionGroup;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** {@code echoctl health}: a health check that does not use one of the server's connections. */
final class HealthCommand extends Command {
  private final CtlSession session;
  private boolean ready;

  HealthCommand(CtlSession session) {
    super(session.terminal(), "health");
    this.session = session;
  }

  @Override
  protected void describe(CommandSpec command) {
    command
        .usageMessage()
        .customSynopsis("echoctl health [OPTIONS]")
        .description(
            "Tells by the exit code whether the server lives: 0 or 1. It needs no token, and asks"
                + " the admin endpoint: a server that has all the connections it may have is"
                + " well.");
    new OptionGroup(null)
        .flag("--ready", "Whether it takes connections: not during a drain.", () -> ready = true)
        .addTo(command);
  }

  @Override
  public Integer call() throws IOException {
    return session.with(
        (server, out) -> {
          if (!ready) {
            server.alive();
            out.line("alive");
            return ExitCode.OK;
          }
          if (!server.ready()) {
            terminal().complain("the server is draining");
            return ExitCode.FAILED;
          }
          out.line("ready");
          return ExitCode.OK;
        });
  }
}
