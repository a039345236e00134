package dev.echo7.cli.ping;

import dev.echo7.cli.EnterKey;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.OutputFile;
import dev.echo7.cli.QuitSignal;
import dev.echo7.cli.Screen;
import dev.echo7.cli.Signals;
import dev.echo7.cli.Terminal;
import dev.echo7.client.ping.PingListener;
import dev.echo7.client.ping.PingMode;
import dev.echo7.client.ping.PingOptions;
import dev.echo7.client.ping.PingReply;
import dev.echo7.client.ping.PingReport;
import dev.echo7.json.CsvFile;
import dev.echo7.json.Json;
import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.FailIf;
import dev.echo7.net.Endpoint;
import dev.echo7.result.IntervalLog;
import dev.echo7.verify.Fault;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of ping, as its user sees it: what is printed while it runs, at its end, and its code.
 */
final class PingRun implements PingListener {
  private static final String CSV = "--csv";
  private static final String HLOG = "--hlog";
  private static final List<String> COLUMNS =
      List.of("event", "seq", "sent_ns", "lateness_ns", "service_ns", "response_ns");

  private final Terminal terminal;
  private final PingPrinting printing;
  private final Endpoint endpoint;
  private final PingOptions options;
  private final PrintStream out;
  private final PingListener lines;
  private final long startMs = System.currentTimeMillis();
  private final long startNs = AwakeClock.nowNs();
  private @Nullable CsvFile csv;
  private @Nullable IntervalLog hlog;
  private @Nullable PingMode unheard;
  private volatile boolean fileFailed;

  PingRun(Terminal terminal, PingPrinting printing, Endpoint endpoint, PingOptions options) {
    this.terminal = terminal;
    this.printing = printing;
    this.endpoint = endpoint;
    this.options = options;
    this.out = terminal.text(terminal.out());
    this.lines = lines();
  }

  /** Starts the files that are wanted; throws what a user can read if one cannot be written. */
  void openFiles() throws IOException {
    Path rows = printing.csv();
    Path intervals = printing.hlog();
    OutputFile.tryOut(CSV, rows);
    OutputFile.tryOut(HLOG, intervals);
    csv = rows == null ? null : new CsvFile(rows, COLUMNS);
    hlog = intervals == null ? null : new IntervalLog(intervals, "echoclient ping", startMs);
  }

  private PingListener lines() {
    if (printing.json()) {
      return new PingListener() {};
    }
    return printing.jsonStream()
        ? new PingJsonStream(out, endpoint, options)
        : new PingLines(out, endpoint, options, printing, Screen.of(out));
  }

  /** There is no report, mostly because nothing was sent. Returns the exit code. */
  int refused(String message, int exitCode) {
    if (printing.json()) {
      out.print(Json.document(PingJson.refused(endpoint, message, exitCode)));
    } else if (printing.jsonStream()) {
      out.println(Json.line(PingJson.refused(endpoint, message, exitCode)));
    } else {
      terminal.say("echoclient: " + message);
    }
    return exitCode;
  }

  /** Returns the exit code. */
  int run(PingMode mode) throws IOException {
    Signals.onTermination(terminal, mode::stop);
    terminal.out().onLoss(mode::stop);
    Signals.onRequest(() -> sayStatus(mode));
    unheard = mode;
    EnterKey.onEach(terminal.in(), () -> sayStatus(mode));
    IntervalLog log = hlog;
    IntervalThread intervals =
        log == null
            ? null
            : IntervalThread.start(log, mode, startMs, e -> lose(HLOG, printing.hlog(), e));
    PingReport report = mode.run();
    if (intervals != null) {
      intervals.close();
    }
    closeCsv();
    return end(report);
  }

  private void closeCsv() {
    CsvFile file = csv;
    if (file != null) {
      try {
        file.close();
      } catch (UncheckedIOException e) {
        lose(CSV, printing.csv(), e.getCause());
      }
    }
  }

  /** One of the files cannot be written any more: prints why, and the run counts as failed. */
  private void lose(String option, @Nullable Path file, @Nullable IOException failure) {
    if (file != null && failure != null) {
      fileFailed = true;
      terminal.say("echoclient: " + OutputFile.problem(option, file, failure));
    }
  }

  private int end(PingReport report) {
    List<FailIf.Failure> failures = printing.thresholds().failures(report);
    int code = exitCode(report, failures);
    if (printing.json() || printing.jsonStream()) {
      var document = PingJson.of(endpoint, options, report, failures, code, startMs);
      out.print(
          printing.json()
              ? Json.document(document)
              : Json.line(PingJson.event("end", document)) + System.lineSeparator());
    } else {
      new PingSummary(endpoint, options, report).print(out, Screen.of(out));
      // Neither has printed one when it came.
      if ((options.flood() || printing.quiet()) && !report.errorMessages().isEmpty()) {
        out.println("first error: " + report.errorMessages().getFirst());
      }
      failures.forEach(failure -> terminal.say("echoclient: failed: " + failure));
    }
    return code;
  }

  /** ping(8): 1 if nothing came back, or by the deadline less than was wanted. */
  private int exitCode(PingReport report, List<FailIf.Failure> failures) {
    if (!failures.isEmpty()) {
      return ExitCode.THRESHOLD;
    }
    boolean tooFew = options.deadline() != null && report.received() < options.count();
    return report.received() == 0 || tooFew || fileFailed ? ExitCode.FAILED : ExitCode.OK;
  }

  /**
   * To take SIGQUIT costs tens of milliseconds: not before the first probe, nor while it is out.
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

  /** A file that is full ends the file, not the run. */
  private void row(Object... values) {
    CsvFile file = csv;
    if (file == null) {
      return;
    }
    try {
      file.row(values);
    } catch (UncheckedIOException e) {
      csv = null;
      lose(CSV, printing.csv(), e.getCause());
    }
  }
}
