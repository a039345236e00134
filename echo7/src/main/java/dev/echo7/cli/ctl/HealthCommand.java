package dev.echo7.cli.ctl;

import dev.echo7.cli.CommandLines;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.OptionGroup;
import dev.echo7.cli.Versions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code echoctl health}: a check for supervisors, which takes no connection of the server's. */
final class HealthCommand implements Callable<Integer> {
  private final EchoCtlCommand ctl;
  private final CommandSpec spec;
  private boolean ready;

  HealthCommand(EchoCtlCommand ctl) {
    this.ctl = ctl;
    this.spec = describe();
  }

  /** What the command line may hold, and what the help says of it. */
  CommandSpec spec() {
    return spec;
  }

  private CommandSpec describe() {
    CommandSpec command = CommandLines.describe(this, "health", new Versions.OfClient());
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
    OptionGroup.about().addTo(command);
    return command;
  }

  @Override
  public Integer call() throws IOException {
    return ctl.with(
        (server, out) -> {
          if (!ready) {
            server.alive();
            out.line("alive");
            return ExitCode.OK;
          }
          if (!server.ready()) {
            ctl.complain("the server is draining");
            return ExitCode.FAILED;
          }
          out.line("ready");
          return ExitCode.OK;
        });
  }
}
