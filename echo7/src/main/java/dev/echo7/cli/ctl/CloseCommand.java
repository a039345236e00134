package dev.echo7.cli.ctl;

import dev.echo7.cli.Command;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.LineOutput;
import dev.echo7.cli.OptionGroup;
import dev.echo7.ctl.AdminClient;
import dev.echo7.json.JsonObject;
import dev.echo7.net.Cidr;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code echoctl close}, the lecture's "break connection to particular client"; and {@code echoctl
 * reset}, which does it at once.
 */
final class CloseCommand extends Command {
  /** How often the table is read: peers may reconnect as fast as they are closed. */
  private static final int MAX_LOOKS = 10;

  private final boolean reset;
  private final CtlSession session;
  private List<String> ids = List.of();
  private @Nullable Cidr peer;

  CloseCommand(CtlSession session, boolean reset) {
    super(session.terminal(), reset ? "reset" : "close");
    this.session = session;
    this.reset = reset;
  }

  @Override
  protected void describe(CommandSpec command) {
    command
        .usageMessage()
        .customSynopsis("echoctl " + command.name() + " [OPTIONS] ID ... | --peer CIDR")
        .description(
            reset
                ? "Resets connections (RST). Pending bytes are lost."
                : "Closes connections gracefully: the server sends what is pending, then a FIN.");
    command.addPositional(
        OptionGroup.words(
            "0..*",
            "ID",
            String.class,
            "Connection ids, as echoctl ls prints them.",
            words -> ids = words));
    new OptionGroup(null)
        .value(
            "--peer",
            "CIDR",
            Cidr.class,
            Cidr::parse,
            "All peers in this network (192.0.2.0/24) or with this address. To see which: echoctl"
                + " ls --peer CIDR.",
            given -> peer = given)
        .addTo(command);
  }

  @Override
  public Integer call() throws IOException {
    if (!ids.isEmpty() && peer != null) {
      throw wrong("ID and --peer exclude each other");
    }
    if (ids.isEmpty() && peer == null) {
      throw wrong("missing ID (see echoctl ls) or --peer CIDR");
    }
    List<Long> wanted = ids.stream().map(this::id).toList();
    Cidr network = peer;
    return session.with(
        network == null
            ? (server, out) -> endThose(server, out, wanted)
            : (server, out) -> endAll(server, out, network));
  }

  /** Picocli does not convert IDs: it would report an invalid one as one argument too many. */
  private long id(String word) {
    try {
      return Long.parseLong(word);
    } catch (NumberFormatException e) {
      throw wrong("'" + word + "' is not an ID; echoctl ls shows them");
    }
  }

  private int endThose(AdminClient server, LineOutput out, List<Long> wanted) throws IOException {
    int code = ExitCode.OK;
    for (long id : wanted) {
      if (server.end(id, reset)) {
        out.line(word() + " " + id);
      } else {
        terminal().complain("no open connection has the id " + id + "; see echoctl ls");
        code = ExitCode.FAILED;
      }
    }
    return code;
  }

  private int endAll(AdminClient server, LineOutput out, Cidr network) throws IOException {
    Set<Long> seen = new HashSet<>();
    int before = -1;
    // A table that changes while it is read page by page may miss some connections.
    for (int look = 0; look < MAX_LOOKS && seen.size() > before; look++) {
      before = seen.size();
      for (JsonObject row : server.connections(network.toString())) {
        long id = row.number("id", 0);
        // A connection that has ended by itself meanwhile is fine too.
        if (seen.add(id) && server.end(id, reset)) {
          out.line(word() + " " + id + " " + ConnectionColumn.PEER.cell(row));
        }
      }
    }
    if (seen.isEmpty()) {
      terminal().complain("no open connection from " + network + "; see echoctl ls");
      return ExitCode.FAILED;
    }
    return ExitCode.OK;
  }

  private String word() {
    return reset ? "reset" : "closing";
  }
}
