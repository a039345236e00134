package dev.echo7.cli.line;

import dev.echo7.cli.ExitCode;
import dev.echo7.cli.Terminal;
import dev.echo7.client.connect.EchoSession;
import dev.echo7.client.line.LineMode;
import dev.echo7.client.line.LineReport;
import dev.echo7.net.failure.FailureText;
import dev.echo7.text.Plural;
import dev.echo7.text.TimeText;
import java.util.Locale;

/**
 * Runs line mode over a stream and prints the outcome.
 *
 * @param terminal where lines come from and go to
 * @param options how to behave
 * @param verbose print counts and time
 */
record StreamRun(Terminal terminal, LineMode.Options options, boolean verbose) {

  /** Returns the exit code; the session is closed then. */
  int run(EchoSession session) {
    LineReport report = new LineMode(session, options, terminal.input(), terminal.output()).run();
    if (verbose) {
      terminal.say(
          String.format(
              Locale.ROOT,
              "%s sent, %s received in %s",
              Plural.of(report.sent(), "byte"),
              Plural.of(report.received(), "byte"),
              TimeText.transfer(report.received(), report.durationNs())));
    }
    return verdict(report);
  }

  private int verdict(LineReport report) {
    LineReport.Problem problem = report.problem();
    if (problem instanceof LineReport.Problem.Output) {
      return ExitCode.FAILED; // Terminal.outcome says why.
    }
    String came = report.received() + " of " + Plural.of(report.sent(), "byte") + " came back";
    if (problem == null && report.identical()) {
      return ExitCode.OK;
    }
    String complaint =
        switch (problem) {
          case null -> difference(report, came);
          case LineReport.Problem.ClosedEarly early ->
              "the server closed the connection before the end of the input; " + came;
          case LineReport.Problem.Idle idle -> "no progress within the timeout (-w); " + came;
          case LineReport.Problem.Connection broken ->
              "the connection failed: " + FailureText.of(broken.failure()) + "; " + came;
          case LineReport.Problem.Input input ->
              "cannot read standard input: " + FailureText.of(input.failure()) + "; " + came;
          case LineReport.Problem.Output output ->
              "cannot write standard output: " + FailureText.of(output.failure());
        };
    terminal.complain(complaint);
    return ExitCode.FAILED;
  }

  private static String difference(LineReport report, String came) {
    if (report.received() < report.sent()) {
      return "the server closed the connection early; " + came;
    }
    return report.received() == report.sent()
        ? "corrupted: the echo differs from what was sent ("
            + Plural.of(report.sent(), "byte")
            + ")"
        : Plural.of(report.received(), "byte")
            + " came back for "
            + report.sent()
            + " sent; not an echo";
  }
}
