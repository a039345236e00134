package dev.echo7.cli.ping;

import dev.echo7.cli.CsvOutput;
import dev.echo7.cli.EnterKey;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.FileFailures;
import dev.echo7.cli.OutputFile;
import dev.echo7.cli.OutputStyle;
import dev.echo7.cli.QuitSignal;
import dev.echo7.cli.Signals;
import dev.echo7.cli.Terminal;
import dev.echo7.cli.options.ReportOptions;
import dev.echo7.client.ping.PingListener;
import dev.echo7.client.ping.PingMode;
import dev.echo7.client.ping.PingOptions;
import dev.echo7.client.ping.PingReply;
import dev.echo7.client.ping.PingReport;
import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.FailIf;
import dev.echo7.net.Endpoint;
import dev.echo7.result.IntervalLog;
import dev.echo7.result.ReportMaps;
import dev.echo7.verify.Fault;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of ping: what it prints and writes while it runs and at its end, and its exit code. */
final class PingRun implements PingListener {
  private static final String HLOG = "--hlog";
  private static final List<String> COLUMNS =
      List.of("event", "seq", "sent_ns", "lateness_ns", "service_ns", "response_ns");

  private final Terminal terminal;
  private final PingPrinting printing;
  private final ReportOptions wanted;
  private final Endpoint endpoint;
  private final PingOptions options;
  private final PrintStream out;
  private final PingListener lines;
  private final long startMs = System.currentTimeMillis();
  private final long startNs = AwakeClock.nowNs();
  private final FileFailures fileFailures;
  private @Nullable CsvOutput csv;
  private @Nullable IntervalLog hlog;

  /** The run whose SIGQUIT is not handled yet. */
  private @Nullable PingMode unheard;

  PingRun(Terminal terminal, PingPrinting printing, Endpoint endpoint, PingOptions options) {
    this.terminal = terminal;
    this.printing = printing;
    this.wanted = printing.report();
    this.fileFailures = new FileFailures(terminal);
    this.endpoint = endpoint;
    this.options = options;
    this.out = terminal.text(terminal.out());
    this.lines = lines();
  }

  /** Starts the files; throws an exception with a message for the user if one cannot be written. */
  void openFiles() throws IOException {
    Path intervals = wanted.hlog();
    csv = new CsvOutput(wanted.csv(), COLUMNS, fileFailures);
    OutputFile.tryOut(HLOG, intervals);
    hlog = intervals == null ? null : new IntervalLog(intervals, "echoclient ping", startMs);
  }

  private PingListener lines() {
    if (wanted.json()) {
      return new PingListener() {};
    }
    return wanted.jsonStream()
        ? new PingJsonStream(out, endpoint, options)
        : new PingLines(out, endpoint, options, printing, OutputStyle.of(out));
  }

  /** Prints why there is no report. Returns the exit code. */
  int refused(String message, int exitCode) {
    return wanted.refuse(
        terminal,
        message,
        ReportMaps.refused("ping", endpoint.toString(), message, exitCode),
        exitCode);
  }

  /** Returns the exit code. */
  int run(PingMode mode) throws IOException {
    Signals.onEnd(terminal, mode::stop);
    Signals.onRequest(() -> sayStatus(mode));
    unheard = mode;
    EnterKey.onEach(terminal.in(), () -> sayStatus(mode));
    IntervalLog log = hlog;
    IntervalThread intervals =
        log == null
            ? null
            : IntervalThread.start(
                log, mode, startMs, e -> fileFailures.add(HLOG, wanted.hlog(), e));
    PingReport report = mode.run();
    if (intervals != null) {
      intervals.close();
    }
    if (csv != null) {
      csv.close();
    }
    return end(report);
  }

  private int end(PingReport report) {
    List<FailIf.Failure> failures = wanted.thresholds().failures(report);
    int code = exitCode(report, failures);
    if (wanted.isForMachines()) {
      var document = PingJson.of(endpoint, options, report, failures, code, startMs);
      wanted.print(out, document, ReportMaps.event("end", document));
    } else {
      new PingSummary(endpoint, options, report).print(out, OutputStyle.of(out));
      // Flood and quiet mode print no errors as they happen.
      if ((options.flood() || wanted.quiet()) && !report.errorMessages().isEmpty()) {
        out.println("first error: " + report.errorMessages().getFirst());
      }
      ReportOptions.complain(terminal, failures);
    }
    return code;
  }

  /** As ping(8): 1 if no reply came, or fewer than {@code -c} before the deadline. */
  private int exitCode(PingReport report, List<FailIf.Failure> failures) {
    if (!failures.isEmpty()) {
      return ExitCode.THRESHOLD;
    }
    boolean tooFew = options.deadline() != null && report.received() < options.count();
    if (report.received() == 0 || tooFew || fileFailures.any()) {
      return ExitCode.FAILED;
    }
    return report.validity().isValid() ? ExitCode.OK : ExitCode.INVALID;
  }

  /**
   * Starts to handle SIGQUIT. That takes tens of milliseconds, so it waits until the first probe is
   * answered or overdue.
   */
  private void heedQuit() {
    PingMode mode = unheard;
    if (mode != null) {
      unheard = null;
      Thread.ofPlatform()
          .name("quit")
          .daemon()
          .start(() -> QuitSignal.handle(() -> sayStatus(mode)));
    }
  }

  private void sayStatus(PingMode mode) {
    terminal.say(PingSummary.status(mode.report()));
  }

  @Override
  public void started(String place) {
    lines.started(place);
  }

  @Override
  public void sent(long sequence) {
    lines.sent(sequence);
  }

  @Override
  public void reply(PingReply reply) {
    row(
        "reply",
        reply.sequence(),
        reply.sentNs() - startNs,
        reply.sentNs() - reply.intendedNs(),
        reply.serviceNs(),
        reply.responseNs());
    lines.reply(reply);
    heedQuit();
  }

  @Override
  public void unanswered(long sequence) {
    row("unanswered", sequence, "", "", "", "");
    lines.unanswered(sequence);
    heedQuit();
  }

  @Override
  public void fault(Fault fault) {
    row(fault.kind().word(), fault.sequence(), "", "", "", "");
    lines.fault(fault);
    heedQuit();
  }

  @Override
  public void error(long sequence, String message) {
    row("error", sequence, "", "", "", "");
    lines.error(sequence, message);
    heedQuit();
  }

  private void row(Object... values) {
    if (csv != null) {
      csv.row(values);
    }
  }
}
