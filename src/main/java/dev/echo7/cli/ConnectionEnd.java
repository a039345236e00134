package dev.echo7.cli;

import dev.echo7.client.AdminClient;
import dev.echo7.client.JsonObject;
import dev.echo7.net.Cidr;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What {@code echoctl close} and {@code echoctl reset} share: which connections they end. */
@SuppressWarnings("NullAway.Init") // picocli sets what it injects
abstract class ConnectionEnd implements Callable<Integer> {
  /** Peers that come again as fast as they are ended are not followed for ever. */
  private static final int MAX_LOOKS = 10;

  private final boolean reset;

  @ParentCommand private EchoCtlCommand ctl;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ID", arity = "0..*", description = "As echoctl ls shows them.")
  private List<String> ids = List.of();

  @Option(
      names = "--peer",
      paramLabel = "CIDR",
      converter = CidrConverter.class,
      description = "All from this network (192.0.2.0/24) or address; see who: echoctl ls --peer.")
  private @Nullable Cidr peer;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @ArgGroup(validate = false, heading = "%nAbout:%n", order = 4)
  private final About about = new About();

  ConnectionEnd(boolean reset) {
    this.reset = reset;
  }

  @Override
  public Integer call() throws IOException {
    if (!ids.isEmpty() && peer != null) {
      throw new ParameterException(
          spec.commandLine(), "give either ID ... or --peer CIDR, not both");
    }
    if (ids.isEmpty() && peer == null) {
      throw new ParameterException(
          spec.commandLine(), "say which: either ID ... (echoctl ls shows them) or --peer CIDR");
    }
    List<Long> wanted = ids.stream().map(this::id).toList();
    Cidr network = peer;
    return ctl.with(
        network == null
            ? (server, out) -> endThose(server, out, wanted)
            : (server, out) -> endAll(server, out, network));
  }

  /**
   * Not picocli's to convert: of a list it takes what it can, and calls the rest too many words.
   */
  private long id(String word) {
    try {
      return Long.parseLong(word);
    } catch (NumberFormatException e) {
      throw new ParameterException(
          spec.commandLine(), "'" + word + "' is not an ID; echoctl ls shows them");
    }
  }

  private int endThose(AdminClient server, LineOutput out, List<Long> wanted) throws IOException {
    int code = ExitCode.OK;
    for (long id : wanted) {
      if (server.end(id, reset)) {
        out.line(word() + " " + id);
      } else {
        ctl.complain("there is no connection " + id + " (any more); see echoctl ls");
        code = ExitCode.FAILED;
      }
    }
    return code;
  }

  private int endAll(AdminClient server, LineOutput out, Cidr network) throws IOException {
    Set<Long> seen = new HashSet<>();
    int before = -1;
    // Of a table that changes while it is read page by page, one look may miss some.
    for (int look = 0; look < MAX_LOOKS && seen.size() > before; look++) {
      before = seen.size();
      for (JsonObject row : server.connections(network.toString())) {
        long id = row.number("id", 0);
        // One that has left by itself meanwhile is as good as ended.
        if (seen.add(id) && server.end(id, reset)) {
          out.line(word() + " " + id + " " + ConnectionColumn.PEER.cell(row));
        }
      }
    }
    if (seen.isEmpty()) {
      ctl.complain("there is no connection from " + network + "; see echoctl ls");
      return ExitCode.FAILED;
    }
    return ExitCode.OK;
  }

  private String word() {
    return reset ? "reset" : "closing";
  }
}
