package dev.echo7.cli.ctl;

import dev.echo7.cli.ExitCode;
import dev.echo7.cli.LineOutput;
import dev.echo7.cli.OptionGroup;
import dev.echo7.cli.Terminal;
import dev.echo7.ctl.AdminClient;
import dev.echo7.ctl.AdminException;
import dev.echo7.net.failure.FailureText;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What all subcommands of echoctl share: the options that name a server, and a session with it. */
final class CtlSession {
  private final Terminal terminal;
  private @Nullable String admin = System.getenv("ECHO7_ADMIN");
  private @Nullable Path tokenFile;

  CtlSession(Terminal terminal) {
    this.terminal = terminal;
  }

  /** What a subcommand does with a server; returns its exit code. */
  interface Action {
    int on(AdminClient server, LineOutput out) throws IOException;
  }

  OptionGroup options() {
    return new OptionGroup(null)
        .text(
            "--admin",
            "unix:/PATH|HOST:PORT",
            "The server's admin endpoint. Default: $$ECHO7_ADMIN, or the first that exists of"
                + " unix:/run/echo7/admin.sock and unix:$$XDG_RUNTIME_DIR/echo7/admin.sock.",
            given -> admin = given)
        .file(
            "--token-file",
            "File whose first line is the admin token.",
            given -> tokenFile = given);
  }

  Terminal terminal() {
    return terminal;
  }

  /** The server that the options name. */
  AdminTarget target() {
    return AdminTarget.find(admin, tokenFile);
  }

  /** Runs an action on the server that the options name, and prints why it failed. */
  int with(Action action) throws AdminException {
    LineOutput out = new LineOutput(terminal.out());
    try (AdminClient server = target().connect()) {
      int code = action.on(server, out);
      out.flush();
      return code;
    } catch (AdminException e) {
      terminal.complain(FailureText.of(e));
      return ExitCode.FAILED;
    } catch (IOException e) {
      if (!terminal.out().isLost()) {
        terminal.complain(FailureText.of(e));
      }
      return ExitCode.FAILED;
    }
  }
}
