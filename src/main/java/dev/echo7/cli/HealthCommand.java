package dev.echo7.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code echoctl health}: a check for supervisors, which takes no connection of the server's. */
@Command(
    name = "health",
    sortOptions = false,
    customSynopsis = "echoctl health [OPTIONS]",
    descriptionHeading = "%n",
    description =
        "Tells by the exit code whether the server lives: 0 or 1. It needs no token, and asks the"
            + " admin endpoint: a server that has all the connections it may have is well.")
@SuppressWarnings("NullAway.Init") // picocli sets what it injects
final class HealthCommand implements Callable<Integer> {
  @ParentCommand private EchoCtlCommand ctl;

  @Option(names = "--ready", description = "Whether it takes connections: not during a drain.")
  private boolean ready;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @ArgGroup(validate = false, heading = "%nAbout:%n", order = 4)
  private final About about = new About();

  @Override
  public Integer call() throws IOException {
    return ctl.with(
        (server, out) -> {
          if (!(ready ? server.ready() : server.alive())) {
            ctl.complain("the server is draining");
            return ExitCode.FAILED;
          }
          out.line(ready ? "ready" : "alive");
          return ExitCode.OK;
        });
  }
}
