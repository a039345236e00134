package dev.echo7.cli.ctl;

import dev.echo7.cli.Command;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.LineOutput;
import dev.echo7.cli.OptionGroup;
import dev.echo7.ctl.AdminClient;
import dev.echo7.ctl.EventStream;
import dev.echo7.json.JsonObject;
import dev.echo7.text.Escape;
import dev.echo7.text.Plural;
import dev.echo7.text.TimeText;
import java.io.IOException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/** {@code echoctl tail}: events as they happen. */
final class TailCommand extends Command {
  private final CtlSession session;
  private boolean json;

  TailCommand(CtlSession session) {
    super(session.terminal(), "tail");
    this.session = session;
  }

  @Override
  protected void describe(CommandSpec command) {
    command
        .usageMessage()
        .customSynopsis("echoctl tail [OPTIONS]")
        .description(
            "Prints connections as they open, close and are rejected, and faults as they act, until"
                + " the server ends or Ctrl-C.");
    new OptionGroup(null)
        .flag(
            "--json",
            "Print one JSON object per event, including totals every second.",
            () -> json = true)
        .addTo(command);
  }

  @Override
  public Integer call() throws IOException {
    return session.with(this::follow);
  }

  private int follow(AdminClient server, LineOutput out) throws IOException {
    EventStream events = server.events();
    boolean draining = false;
    for (EventStream.Event event = events.next(); event != null; event = events.next()) {
      draining |= event.name().equals("drain");
      String line = json ? json(event) : text(event);
      if (!line.isEmpty()) {
        out.line(line);
        out.flush();
      }
    }
    if (!draining) {
      terminal().complain("the server closed the event stream: is it still running?");
    }
    return draining ? ExitCode.OK : ExitCode.FAILED;
  }

  private static String json(EventStream.Event event) {
    return event.data().with("event", event.name()).toString();
  }

  private static String text(EventStream.Event event) {
    JsonObject data = event.data();
    String words =
        switch (event.name()) {
          case "opened" -> "opened   " + who(data);
          case "closed" -> "closed   " + who(data) + ": " + end(data);
          case "faulted" -> "faulted  " + who(data) + ": " + FaultWords.hit(data);
          case "faults" -> "faults   " + Escape.line(data.text("listener")) + ": " + faults(data);
          case "rejected" ->
              "rejected "
                  + Escape.text(data.text("peer"))
                  + ": "
                  + Escape.line(data.text("reason"));
          case "lost" ->
              "lost     "
                  + Plural.of(data.number("events", 0), "event")
                  + ": this reader was too slow";
          case "drain" -> "drain    started";
          case "drained" ->
              String.format(
                  Locale.ROOT,
                  "drained  %s, cut %d",
                  Plural.of(data.number("drained", 0), "connection"),
                  data.number("cut", 0));
          default -> "";
        };
    return words.isEmpty()
        ? ""
        : LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + " " + words;
  }

  private static String faults(JsonObject change) {
    String faults = change.text("faults");
    return faults.isEmpty() ? "none" : FaultWords.inAscii(faults);
  }

  private static String who(JsonObject connection) {
    String name = connection.text("name");
    return connection.number("id", 0)
        + " "
        + Escape.text(connection.text("transport"))
        + " "
        + ConnectionColumn.PEER.cell(connection)
        + (name.isEmpty() ? "" : " (" + Escape.text(name) + ")");
  }

  private static String end(JsonObject connection) {
    return String.format(
        Locale.ROOT,
        "%s in, %d out, %s, %s, by %s",
        Plural.of(connection.number("bytesIn", 0), "byte"),
        connection.number("bytesOut", 0),
        TimeText.span(connection.number("durationMs", 0)),
        Escape.text(connection.text("reason")),
        Escape.text(connection.text("closedBy")));
  }
}
