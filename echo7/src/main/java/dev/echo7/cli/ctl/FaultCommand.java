package dev.echo7.cli.ctl;

import dev.echo7.cli.Command;
import dev.echo7.cli.Converters;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.LineOutput;
import dev.echo7.cli.OptionGroup;
import dev.echo7.ctl.AdminClient;
import dev.echo7.fault.Faults;
import dev.echo7.json.JsonObject;
import dev.echo7.net.failure.FailureText;
import dev.echo7.text.Escape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code echoctl fault}: what goes wrong on request, at listeners and on one connection. */
final class FaultCommand extends Command {
  private static final List<String> ACTIONS = List.of("ls", "set", "clear");

  /** Those that can act at once on an open connection. */
  private static final List<String> AT_ONCE = List.of("cut", "reset", "stall", "noread");

  private final CtlSession session;
  private boolean json;
  private String action = "";
  private @Nullable String where;
  private @Nullable String what;

  FaultCommand(CtlSession session) {
    super(session.terminal(), "fault");
    this.session = session;
  }

  @Override
  protected void describe(CommandSpec command) {
    command
        .usageMessage()
        .customSynopsis(
            "echoctl fault [OPTIONS] ls | set LISTENER QUERY | set ID FAULT | clear"
                + " [LISTENER]")
        .description(
            "Lists and changes faults. A change to a listener affects connections accepted from"
                + " then on; on an open connection, cut, reset, stall and noread act at once.");
    command.addPositional(
        OptionGroup.word(
            0,
            "0..1",
            "ACTION",
            "ls lists the faults of every listener, set replaces those of one listener, clear"
                + " removes those of one listener, or of all.",
            word -> action = word,
            ACTIONS));
    command.addPositional(
        OptionGroup.word(
            1,
            "0..1",
            "LISTENER | ID",
            "A listener as fault ls prints it, an endpoint (tcp://:7001), or a port (:7001); or a"
                + " connection id, as echoctl ls prints it.",
            word -> where = word));
    command.addPositional(
        OptionGroup.word(
            2,
            "0..1",
            "QUERY | FAULT",
            "For a listener, as in the server's endpoint: delay=50ms&cut=64k; for a connection,"
                + " cut, reset, stall or noread.",
            word -> what = word));
    new OptionGroup(null)
        .flag("--json", "With ls, print one JSON object per listener.", () -> json = true)
        .addTo(command);
  }

  @Override
  public Integer call() throws IOException {
    refuseIf(action.isEmpty(), missing("ACTION"));
    String known = read(() -> Converters.oneOf(ACTIONS, action));
    refuseIf(json && !known.equals("ls"), "--json is for fault ls");
    return switch (known) {
      case "set" -> set();
      case "clear" -> clear();
      default -> ls();
    };
  }

  private int ls() throws IOException {
    refuseMore(where);
    return session.with(
        (server, out) -> {
          List<JsonObject> listeners = server.faults();
          for (String line :
              json ? listeners.stream().map(JsonObject::toString).toList() : table(listeners)) {
            out.line(line);
          }
          return ExitCode.OK;
        });
  }

  private static List<String> table(List<JsonObject> listeners) {
    int width = listeners.stream().mapToInt(each -> name(each).length()).max().orElse(0);
    String row = "%-" + Math.max("LISTENER".length(), width) + "s  %s";
    List<String> lines = new ArrayList<>();
    lines.add(String.format(Locale.ROOT, row, "LISTENER", "FAULTS"));
    for (JsonObject each : listeners) {
      String faults = faults(each);
      lines.add(String.format(Locale.ROOT, row, name(each), faults.isEmpty() ? "-" : faults));
    }
    return lines;
  }

  private int set() throws IOException {
    String place = where;
    String fault = what;
    if (place == null || fault == null) {
      throw wrong(missing(place == null ? "LISTENER or ID" : "QUERY or FAULT"));
    }
    if (AT_ONCE.contains(fault.toLowerCase(Locale.ROOT)) && place.matches("[0-9]{1,18}")) {
      long id = Long.parseLong(place);
      return session.with(
          (server, out) -> actAtOnce(server, out, id, fault.toLowerCase(Locale.ROOT)));
    }
    String query = fault.replaceFirst("^[?]", "");
    read(() -> Faults.parse(query));
    return session.with((server, out) -> set(server, out, place, query));
  }

  private int actAtOnce(AdminClient server, LineOutput out, long id, String fault)
      throws IOException {
    if (server.fault(id, fault)) {
      out.line(fault + " " + id);
      return ExitCode.OK;
    }
    boolean isPort =
        server.faults().stream()
            .anyMatch(each -> ListenerChoice.names(each.text("listener")).contains(":" + id));
    terminal()
        .complain(
            "no open connection has the id "
                + id
                + (isPort ? "; for the listener write :" + id : "; see echoctl ls"));
    return ExitCode.FAILED;
  }

  private int set(AdminClient server, LineOutput out, String place, String query)
      throws IOException {
    List<JsonObject> before = server.faults();
    boolean isId = place.matches("[0-9]{1,18}");
    String listener =
        chosen(
            place, before, isId ? "; a connection takes only " + String.join(", ", AT_ONCE) : "");
    if (listener == null) {
      return ExitCode.FAILED;
    }
    List<String> was = before.stream().map(JsonObject::toString).toList();
    for (JsonObject now : server.setFaults(listener, query)) {
      // Several listeners may be of one endpoint.
      if (now.text("listener").equals(listener) || !was.contains(now.toString())) {
        say(out, now);
      }
    }
    return ExitCode.OK;
  }

  private int clear() throws IOException {
    refuseMore(what);
    String place = where;
    return session.with(
        (server, out) -> {
          List<JsonObject> before = server.faults();
          String listener = place == null ? null : chosen(place, before, "");
          if (place != null && listener == null) {
            return ExitCode.FAILED;
          }
          server.clearFaults(listener);
          List<String> after = server.faults().stream().map(JsonObject::toString).toList();
          for (JsonObject was : before) {
            if (!after.contains(was.toString())) {
              out.line(name(was) + " is no longer faulty");
            }
          }
          return ExitCode.OK;
        });
  }

  /**
   * The name of the listener; null if there is none, which is printed.
   *
   * @param hint to append then
   */
  private @Nullable String chosen(String place, List<JsonObject> listeners, String hint) {
    try {
      return ListenerChoice.of(
          place, listeners.stream().map(each -> each.text("listener")).toList());
    } catch (IllegalArgumentException e) {
      terminal().complain(Escape.line(FailureText.of(e)) + hint);
      return null;
    }
  }

  private static void say(LineOutput out, JsonObject listener) throws IOException {
    String faults = faults(listener);
    out.line(name(listener) + (faults.isEmpty() ? " is not faulty" : " is faulty: " + faults));
  }

  private static String name(JsonObject listener) {
    return Escape.line(listener.text("listener"));
  }

  private static String faults(JsonObject listener) {
    return FaultWords.inAscii(listener.text("faults"));
  }

  private void refuseMore(@Nullable String word) {
    refuseIf(word != null, "unexpected argument '" + word + "'");
  }
}
