package dev.echo7.cli.ctl;

import dev.echo7.cli.Command;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.LineOutput;
import dev.echo7.ctl.AdminClient;
import dev.echo7.ctl.AdminException;
import dev.echo7.ctl.EventStream;
import dev.echo7.json.JsonObject;
import dev.echo7.text.Plural;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code echoctl drain}: ends the server. */
final class DrainCommand extends Command {
  /** How often to poll a server whose events cannot be read. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final CtlSession session;

  DrainCommand(CtlSession session) {
    super(session.terminal(), "drain");
    this.session = session;
  }

  @Override
  protected void describe(CommandSpec command) {
    command
        .usageMessage()
        .customSynopsis("echoctl drain [OPTIONS]")
        .description(
            "Stops the server as SIGTERM does: it stops accepting, sends every outstanding echo,"
                + " and exits. Waits for the end and reports how many connections finished and how"
                + " many were cut.");
  }

  @Override
  public Integer call() throws IOException {
    return session.with(this::drain);
  }

  private int drain(AdminClient server, LineOutput out) throws IOException {
    // Before the drain starts, so that its end is not missed.
    EventStream events = eventsOf(server);
    try (AdminClient steering = session.target().connect()) {
      steering.drain();
      say(out, "draining");
      return events == null ? watch(steering, out) : follow(events, out);
    }
  }

  /**
   * Null if the server has too many readers of events already; the drain goes on without events.
   */
  private static @Nullable EventStream eventsOf(AdminClient server) throws AdminException {
    try {
      return server.events();
    } catch (AdminException e) {
      if (e.isBusy()) {
        return null;
      }
      throw e;
    }
  }

  private int follow(EventStream events, LineOutput out) throws IOException {
    JsonObject receipt = null;
    long left = 0;
    for (EventStream.Event event = events.next(); event != null; event = events.next()) {
      if (event.name().equals("drained")) {
        receipt = event.data();
      } else if (event.name().equals("rates")) {
        left = sayWhatIsLeft(event.data(), left, out);
      }
    }
    if (receipt == null) {
      terminal().complain("the server exited without reporting its drain; see its log");
      return ExitCode.FAILED;
    }
    long drained = receipt.number("drained", 0);
    out.line(
        String.format(
            Locale.ROOT,
            "drained %s, cut %d",
            Plural.of(drained, "connection"),
            receipt.number("cut", 0)));
    return ExitCode.OK;
  }

  /** Polls until the server does not answer. */
  private static int watch(AdminClient server, LineOutput out) throws IOException {
    long left = 0;
    try {
      while (true) {
        left = sayWhatIsLeft(server.status(), left, out);
        LockSupport.parkNanos(LOOK.toNanos());
      }
    } catch (AdminException e) {
      out.line(
          "the server has exited; for the result, see its log"
              + " (its limit of /events readers was reached)");
      return ExitCode.OK;
    }
  }

  /** Returns the number that was printed last. */
  private static long sayWhatIsLeft(JsonObject status, long said, LineOutput out)
      throws IOException {
    long left = status.number("connections", 0);
    if (left == 0 || left == said || !status.flag("draining")) {
      return said;
    }
    say(out, Plural.of(left, "connection") + " left");
    return left;
  }

  private static void say(LineOutput out, String line) throws IOException {
    out.line(line);
    out.flush();
  }
}
