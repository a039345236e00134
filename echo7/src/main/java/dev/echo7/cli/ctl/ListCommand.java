package dev.echo7.cli.ctl;

import dev.echo7.cli.Command;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.LineOutput;
import dev.echo7.cli.OptionGroup;
import dev.echo7.ctl.AdminClient;
import dev.echo7.json.JsonObject;
import dev.echo7.net.Cidr;
import dev.echo7.posix.TerminalWindow;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code echoctl ls}: the connection table. */
final class ListCommand extends Command {
  /** Time between the two samples that a rate needs. */
  private static final Duration LOOK = Duration.ofMillis(250);

  private static final String CLEAR_SCREEN = "\033[H\033[2J";

  private final CtlSession session;
  private final TerminalWindow terminalWindow = new TerminalWindow();
  private boolean json;
  private String sort = "id";
  private int limit = Integer.MAX_VALUE;
  private @Nullable Cidr peer;
  private @Nullable Duration watch;

  ListCommand(CtlSession session) {
    super(session.terminal(), "ls");
    this.session = session;
  }

  @Override
  protected void describe(CommandSpec command) {
    command
        .usageMessage()
        .customSynopsis("echoctl ls [OPTIONS]")
        .description(
            "Lists the open connections. RATE is bytes per second, from two samples; RTT and"
                + " RETRANSMITS come from the kernel. FAULTS names the faults that have acted on a"
                + " connection of a faulty endpoint.");
    new OptionGroup(null)
        .flag(
            "--json", "Print one JSON object per connection, with every field.", () -> json = true)
        .value(
            "--sort",
            "COLUMN",
            String.class,
            "Sort by COLUMN; -COLUMN sorts in descending order.",
            given -> sort = given.toLowerCase(Locale.ROOT),
            option -> option.completionCandidates(ConnectionColumn.sortKeys()))
        .count("--limit", "Print the first N only.", given -> limit = given)
        .value(
            "--peer",
            "CIDR",
            Cidr.class,
            Cidr::parse,
            "Only peers in this network (192.0.2.0/24) or with this address.",
            given -> peer = given)
        .duration(
            "--watch",
            "Repeat every TIME (default 1s) until Ctrl-C.",
            given -> watch = given,
            option -> option.arity("0..1").fallbackValue("1s"))
        .addTo(command);
  }

  @Override
  public Integer call() throws IOException {
    Comparator<JsonObject> order = order();
    if (watch != null && watch.toMillis() < 100) {
      throw wrong("--watch must be 100ms or more");
    }
    if (limit < 1) {
      throw wrong("--limit must be 1 or more");
    }
    return session.with((server, out) -> list(server, out, order));
  }

  private Comparator<JsonObject> order() {
    boolean greatestFirst = sort.startsWith("-");
    ConnectionColumn column = ConnectionColumn.named(greatestFirst ? sort.substring(1) : sort);
    if (column == null) {
      String known =
          String.join(", ", ConnectionColumn.ALL.stream().map(ConnectionColumn::label).toList());
      throw wrong("no column '" + sort + "'; choose from " + known);
    }
    Comparator<JsonObject> order = column.order();
    return (greatestFirst ? order.reversed() : order).thenComparing(ConnectionColumn.ID.order());
  }

  private int list(AdminClient server, LineOutput out, Comparator<JsonObject> order)
      throws IOException {
    Rates rates = new Rates();
    if (!rates.look(rows(server)).isEmpty()) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
    boolean onScreen = watch != null && !json && isTerminal();
    print(rates.look(rows(server)), out, order, onScreen);
    while (watch != null) {
      LockSupport.parkNanos(watch.toNanos());
      print(rates.look(rows(server)), out, order, onScreen);
    }
    return ExitCode.OK;
  }

  private List<JsonObject> rows(AdminClient server) throws IOException {
    return server.connections(peer == null ? null : peer.toString());
  }

  private void print(
      List<JsonObject> rows, LineOutput out, Comparator<JsonObject> order, boolean onScreen)
      throws IOException {
    List<JsonObject> shown = rows.stream().sorted(order).limit(limit).toList();
    out.print(onScreen ? CLEAR_SCREEN : "");
    for (String line :
        json
            ? shown.stream().map(JsonObject::toString).toList()
            : ConnectionTableText.lines(shown, window(onScreen))) {
      out.line(line);
    }
    if (watch != null && !json && !onScreen) {
      out.line("");
    }
    out.flush();
  }

  /** What a table may take: no line wraps on a terminal, and a screen does not scroll. */
  private TerminalWindow.Size window(boolean onScreen) {
    if (!isTerminal()) {
      return ConnectionTableText.UNLIMITED;
    }
    TerminalWindow.Size size = terminalWindow.size(ConnectionTableText.UNLIMITED);
    // The cursor stands in the last line.
    return new TerminalWindow.Size(onScreen ? size.rows() - 1 : Integer.MAX_VALUE, size.columns());
  }

  @SuppressWarnings("SystemConsoleNull") // it is null where a stream leads elsewhere, in JDK 25 too
  private static boolean isTerminal() {
    return System.console() != null && System.console().isTerminal();
  }
}
