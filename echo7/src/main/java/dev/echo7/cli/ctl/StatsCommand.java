package dev.echo7.cli.ctl;

import dev.echo7.cli.Command;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.OptionGroup;
import dev.echo7.json.JsonObject;
import dev.echo7.text.Escape;
import dev.echo7.text.TimeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/** {@code echoctl stats}: what the server is, and its totals. */
final class StatsCommand extends Command {
  private final CtlSession session;
  private boolean json;

  StatsCommand(CtlSession session) {
    super(session.terminal(), "stats");
    this.session = session;
  }

  @Override
  protected void describe(CommandSpec command) {
    command
        .usageMessage()
        .customSynopsis("echoctl stats [OPTIONS]")
        .description("Prints the server's version, configuration, and totals since its start.");
    new OptionGroup(null)
        .flag("--json", "Print one JSON object, with every field.", () -> json = true)
        .addTo(command);
  }

  @Override
  public Integer call() throws IOException {
    return session.with(
        (server, out) -> {
          JsonObject status = server.status();
          for (String line : json ? List.of(status.toString()) : lines(status)) {
            out.line(line);
          }
          return ExitCode.OK;
        });
  }

  private static List<String> lines(JsonObject status) {
    JsonObject totals = status.object("totals");
    List<String> lines = new ArrayList<>();
    add(
        lines,
        "server",
        String.format(
            Locale.ROOT,
            "echo7 %s, pid %d, up %s, %s",
            status.text("version"),
            status.number("pid", 0),
            TimeText.span(status.number("uptimeMs", 0)),
            status.flag("draining") ? "draining" : "serving"));
    add(lines, "listening", String.join(", ", status.texts("listening")));
    add(lines, "transport", status.text("transport") + ", " + loops(status));
    long most = status.number("maxConnections", Integer.MAX_VALUE);
    add(
        lines,
        "connections",
        status.number("connections", 0) + (most < Integer.MAX_VALUE ? " of at most " + most : ""));
    add(lines, "opened", counts(totals.object("opened")));
    add(lines, "closed", counts(totals.object("closed")));
    add(lines, "rejected", counts(totals.object("rejected")));
    add(lines, "probes", String.valueOf(totals.number("probes", 0)));
    add(
        lines,
        "bytes",
        totals.number("bytesIn", 0) + " in, " + totals.number("bytesOut", 0) + " out");
    add(lines, "messages", String.valueOf(totals.number("reads", 0)));
    add(lines, "datagrams", String.valueOf(totals.number("datagramsIn", 0)));
    add(lines, "dropped", counts(totals.object("datagramsDropped")));
    add(lines, "faults", counts(totals.object("faults")));
    JsonObject faulty = status.object("faults");
    for (String listener : faulty.names()) {
      add(lines, "faulty", listener + " " + FaultWords.inAscii(faulty.text(listener)));
    }
    return lines;
  }

  private static void add(List<String> lines, String label, String words) {
    lines.add(String.format(Locale.ROOT, "%-12s %s", label, Escape.line(words)));
  }

  private static String loops(JsonObject status) {
    List<String> loads =
        status.objects("eventLoops").stream()
            .map(loop -> Math.round(100 * loop.fraction("load")) + "%")
            .toList();
    return "event loops busy " + String.join(" ", loads);
  }

  /** {@code 12 (tcp 10, tls 2)}. */
  private static String counts(JsonObject counts) {
    List<String> parts = new ArrayList<>();
    long sum = 0;
    for (String name : counts.names()) {
      long count = counts.number(name, 0);
      sum += count;
      if (count > 0) {
        parts.add(name + " " + count);
      }
    }
    return sum + (parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")");
  }
}
