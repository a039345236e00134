package dev.echo7.cli.check;

import dev.echo7.cli.ExitCode;
import dev.echo7.cli.OutputFile;
import dev.echo7.cli.OutputStyle;
import dev.echo7.cli.Signals;
import dev.echo7.cli.Terminal;
import dev.echo7.client.check.CheckMode;
import dev.echo7.client.check.CheckResult;
import dev.echo7.client.check.CheckVerdict;
import dev.echo7.net.Endpoint;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of the checks: prints TAP, writes the JUnit file, and decides the exit code. */
final class CheckRun {
  /** 128 + SIGINT, as a shell shows it. */
  private static final int INTERRUPTED = 130;

  private final Terminal terminal;
  private final Endpoint endpoint;
  private final @Nullable Path junit;
  private final PrintStream out;
  private final TapLines tap;
  private final List<CheckResult> results = new ArrayList<>();

  CheckRun(Terminal terminal, Endpoint endpoint, @Nullable Path junit) {
    this.terminal = terminal;
    this.endpoint = endpoint;
    this.junit = junit;
    this.out = terminal.text(terminal.out());
    this.tap = new TapLines(out, OutputStyle.of(out));
  }

  /** Reports before the checks begin that the JUnit file cannot be written. */
  void openFile() throws IOException {
    OutputFile.tryOut("--junit", junit);
  }

  /** Reports in every output that the server cannot be reached; returns the exit code. */
  int refused(String reason) throws IOException {
    tap.refused(endpoint, reason);
    terminal.complain(reason);
    write(reason);
    return ExitCode.FAILED;
  }

  /** Returns the exit code. */
  int run(CheckMode mode) throws IOException {
    Signals.onEnd(terminal, mode::stop);
    tap.begin(endpoint, mode.place(), mode.checks().size());
    boolean complete =
        mode.run(
            result -> {
              results.add(result);
              tap.result(result);
            });
    tap.end(results, complete);
    write(null);
    boolean failed = results.stream().anyMatch(CheckResult::isFailure);
    if (complainIfHindered() && !failed) {
      return ExitCode.FAILED;
    }
    return failed ? ExitCode.FAILED : complete ? ExitCode.OK : INTERRUPTED;
  }

  /** Prints INVALID if this machine prevented some checks. */
  private boolean complainIfHindered() {
    List<CheckVerdict.Skipped> hindered =
        results.stream()
            .map(CheckResult::verdict)
            .filter(CheckVerdict.Skipped.class::isInstance)
            .map(CheckVerdict.Skipped.class::cast)
            .filter(CheckVerdict.Skipped::isHindered)
            .toList();
    if (hindered.isEmpty()) {
      return false;
    }
    terminal.complain(
        "INVALID: "
            + hindered.size()
            + " of "
            + results.size()
            + " checks could not run: "
            + hindered.getFirst().reason());
    return true;
  }

  private void write(@Nullable String error) throws IOException {
    if (junit == null) {
      return;
    }
    try {
      JUnitFile.write(junit, "echoclient check " + endpoint, results, error);
    } catch (IOException e) {
      throw new IOException(OutputFile.problem("--junit", junit, e), e);
    }
  }
}
