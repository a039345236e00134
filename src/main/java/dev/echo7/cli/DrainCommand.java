package dev.echo7.cli;

import dev.echo7.client.AdminClient;
import dev.echo7.client.EventStream;
import dev.echo7.client.JsonObject;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code echoctl drain}: ends the server. */
@Command(
    name = "drain",
    sortOptions = false,
    customSynopsis = "echoctl drain [OPTIONS]",
    descriptionHeading = "%n",
    description =
        "Ends the server as SIGTERM does: it takes no more connections, delivers what it owes, and"
            + " exits. Waits for that, and says what became of the connections.")
@SuppressWarnings("NullAway.Init") // picocli sets what it injects
final class DrainCommand implements Callable<Integer> {
  @ParentCommand private EchoCtlCommand ctl;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @ArgGroup(validate = false, heading = "%nAbout:%n", order = 4)
  private final About about = new About();

  @Override
  public Integer call() throws IOException {
    return ctl.with(this::drain);
  }

  private int drain(AdminClient server, LineOutput out) throws IOException {
    // First of all, so that the end is not missed.
    EventStream events = server.events();
    try (AdminClient steering = ctl.target().connect()) {
      steering.drain();
    }
    out.line("draining");
    out.flush();
    for (EventStream.Event event = events.next(); event != null; event = events.next()) {
      if (event.name().equals("drained")) {
        JsonObject receipt = event.data();
        out.line(
            "%d connections ended with all they were owed, %d cut"
                .formatted(receipt.number("drained", 0), receipt.number("cut", 0)));
      }
    }
    return ExitCode.OK;
  }
}
