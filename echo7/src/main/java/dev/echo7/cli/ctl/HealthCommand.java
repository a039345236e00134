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
            "Exits with 0 if the server is alive, else with 1. Needs no token. It asks the admin"
                + " endpoint, so a server at --max-connections still counts as healthy.");
    new OptionGroup(null)
        .flag(
            "--ready",
            "Exit with 0 only if it accepts connections: not during a drain.",
            () -> ready = true)
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
