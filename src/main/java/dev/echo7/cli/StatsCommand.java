package dev.echo7.cli;

import dev.echo7.client.JsonObject;
import dev.echo7.events.Escape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code echoctl stats}: what the server is, and its totals. */
@Command(
    name = "stats",
    sortOptions = false,
    customSynopsis = "echoctl stats [OPTIONS]",
    descriptionHeading = "%n",
    description = "Says what the server is, what it does, and what it has done since its start.")
@SuppressWarnings("NullAway.Init") // picocli sets what it injects
final class StatsCommand implements Callable<Integer> {
  @ParentCommand private EchoCtlCommand ctl;

  @Option(names = "--json", description = "One JSON object, with all that the server tells.")
  private boolean json;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @ArgGroup(validate = false, heading = "%nAbout:%n", order = 4)
  private final About about = new About();

  @Override
  public Integer call() throws IOException {
    return ctl.with(
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
        "echo7 %s, pid %d, up %s, %s"
            .formatted(
                status.text("version"),
                status.number("pid", 0),
                Amounts.time(status.number("uptimeMs", 0)),
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
    return lines;
  }

  private static void add(List<String> lines, String label, String words) {
    lines.add("%-12s %s".formatted(label, Escape.line(words)));
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
