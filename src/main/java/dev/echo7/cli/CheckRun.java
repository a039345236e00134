package dev.echo7.cli;

import dev.echo7.client.CheckMode;
import dev.echo7.client.CheckResult;
import dev.echo7.net.Endpoint;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of the checks, as its user sees it: TAP, perhaps a file of JUnit's, the exit code. */
final class CheckRun {
  /** 128 + SIGINT, as a shell shows it. */
  private static final int INTERRUPTED = 130;

  private final Terminal terminal;
  private final Endpoint endpoint;
  private final @Nullable Path junit;
  private final List<CheckResult> results = new ArrayList<>();

  CheckRun(Terminal terminal, Endpoint endpoint, @Nullable Path junit) {
    this.terminal = terminal;
    this.endpoint = endpoint;
    this.junit = junit;
  }

  /** Returns the exit code. */
  int run(CheckMode mode) throws IOException {
    Signals.onTermination(mode::stop);
    PrintStream out = terminal.text(terminal.out());
    TapLines tap = new TapLines(out, Screen.of(out));
    tap.begin(endpoint, mode.place(), mode.checks().size());
    boolean complete =
        mode.run(
            result -> {
              results.add(result);
              tap.result(result);
            });
    tap.end(results, complete);
    if (junit != null) {
      write(junit);
    }
    boolean failed = results.stream().anyMatch(CheckResult::isFailure);
    if (out.checkError()) {
      return ExitCode.OUTPUT_CLOSED;
    }
    return failed ? ExitCode.FAILED : complete ? ExitCode.OK : INTERRUPTED;
  }

  private void write(Path file) throws IOException {
    try {
      JUnitFile.write(file, "echoclient check " + endpoint, results);
    } catch (IOException e) {
      throw new IOException("cannot write --junit " + file + ": " + e.getMessage(), e);
    }
  }
}
