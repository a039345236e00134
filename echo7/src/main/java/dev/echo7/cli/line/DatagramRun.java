package dev.echo7.cli.line;

import dev.echo7.cli.ExitCode;
import dev.echo7.cli.Terminal;
import dev.echo7.client.connect.DatagramSession;
import dev.echo7.client.line.DatagramLineMode;
import dev.echo7.client.line.DatagramReport;
import dev.echo7.client.line.SentDatagram;
import dev.echo7.net.failure.FailureText;
import dev.echo7.text.Plural;
import dev.echo7.text.TimeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Runs line mode over UDP and prints the outcome.
 *
 * @param terminal where lines come from and go to
 * @param crlf send CR LF for LF
 * @param patience timeout for a reply; null for the default
 * @param verbose print counts and time
 */
record DatagramRun(Terminal terminal, boolean crlf, @Nullable Duration patience, boolean verbose) {

  /** Returns the exit code. */
  int run(DatagramSession session) {
    DatagramReport report =
        new DatagramLineMode(session, terminal.input(), terminal.output(), crlf, patience).run();
    if (verbose) {
      terminal.say(
          String.format(
              Locale.ROOT,
              "%s sent, %d came back (%s sent, %s received) in %s",
              Plural.of(report.sent(), "datagram"),
              report.answered(),
              Plural.of(report.bytesSent(), "byte"),
              Plural.of(report.bytesReceived(), "byte"),
              TimeText.transfer(report.bytesReceived(), report.durationNs())));
    }
    if (report.problem() instanceof DatagramReport.Problem.Output) {
      return ExitCode.FAILED; // Terminal.outcome says why.
    }
    if (report.duplicates() > 0) {
      terminal.complain("duplicate replies: " + report.duplicates());
    }
    List<String> complaints = complaints(report, session.place());
    complaints.forEach(terminal::complain);
    return complaints.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private List<String> complaints(DatagramReport report, String place) {
    List<String> complaints = new ArrayList<>();
    DatagramReport.Problem problem = report.problem();
    if (problem != null) {
      complaints.add(words(problem, place) + "; " + counts(report));
    }
    if (report.foreign() > 0) {
      complaints.add(
          "replies that match no datagram sent: "
              + report.foreign()
              + "; corrupted, or not an echo");
    }
    if (problem == null && report.missing() + report.notSent() > 0) {
      addMissing(report, complaints);
    }
    return complaints;
  }

  private void addMissing(DatagramReport report, List<String> complaints) {
    Duration waited = patience == null ? DatagramLineMode.DEFAULT_PATIENCE : patience;
    for (SentDatagram missing : report.firstMissing()) {
      String refused = report.refused().get(missing.number());
      String why =
          refused == null
              ? String.format(Locale.ROOT, " within %s s", waited.toMillis() / 1e3)
              : ": " + refused;
      complaints.add("no reply to " + named(missing) + why);
    }
    report
        .firstNotSent()
        .forEach(one -> complaints.add(named(one.datagram()) + " was not sent: " + one.reason()));
    complaints.add(counts(report));
  }

  private static String named(SentDatagram datagram) {
    return String.format(
        Locale.ROOT,
        "datagram %d (%s, \"%s\")",
        datagram.number(),
        Plural.of(datagram.bytes(), "byte"),
        datagram.start());
  }

  private static String counts(DatagramReport report) {
    String came = report.answered() + " of " + Plural.of(report.sent(), "datagram") + " came back";
    return report.notSent() == 0
        ? came
        : came + "; " + report.notSent() + " more could not be sent";
  }

  private static String words(DatagramReport.Problem problem, String place) {
    return switch (problem) {
      case DatagramReport.Problem.Refused refused -> place + " " + refused.reason();
      case DatagramReport.Problem.LineTooLong line ->
          "line "
              + line.number()
              + " of the input is too long for a datagram (at most "
              + line.maxBytes()
              + " bytes)";
      case DatagramReport.Problem.Network network ->
          "cannot exchange datagrams with " + place + ": " + FailureText.of(network.failure());
      case DatagramReport.Problem.Input input ->
          "cannot read standard input: " + FailureText.of(input.failure());
      case DatagramReport.Problem.Output output ->
          "cannot write standard output: " + FailureText.of(output.failure());
    };
  }
}
