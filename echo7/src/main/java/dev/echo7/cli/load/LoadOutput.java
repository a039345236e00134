package dev.echo7.cli.load;

import dev.echo7.cli.EnterKey;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.OutputStyle;
import dev.echo7.cli.QuitSignal;
import dev.echo7.cli.Signals;
import dev.echo7.cli.Terminal;
import dev.echo7.cli.options.ReportOptions;
import dev.echo7.client.load.LoadListener;
import dev.echo7.client.load.LoadMode;
import dev.echo7.json.Json;
import dev.echo7.measure.FailIf;
import dev.echo7.result.LoadHead;
import dev.echo7.result.LoadRun;
import dev.echo7.result.LoadSlice;
import dev.echo7.result.ReportMaps;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** What a load prints and writes while it runs and at its end; decides the exit code. */
final class LoadOutput implements LoadListener, AutoCloseable {
  /** After this number of lines, the names of the columns are printed again. */
  private static final int LINES_PER_HEADING = 20;

  private final Terminal terminal;
  private final LoadPrinting printing;
  private final ReportOptions report;
  private final PrintStream out;
  private final OutputStyle style;
  private final LoadFiles files;

  /** The lines of seconds that are printed already. */
  private int lines;

  /** Whether the parameters are printed already. */
  private boolean hasStarted;

  /**
   * Opens the files.
   *
   * @throws IOException if one cannot be written; the message names option and file
   */
  LoadOutput(Terminal terminal, LoadPrinting printing) throws IOException {
    this.terminal = terminal;
    this.printing = printing;
    this.report = printing.report();
    this.out = terminal.text(terminal.out());
    this.style = OutputStyle.of(out);
    this.files = new LoadFiles(report, terminal);
  }

  /** What is to be printed. */
  LoadPrinting printing() {
    return printing;
  }

  /** Runs an action when a signal or the loss of standard output ends the load early. */
  void onEnd(Runnable stop) {
    Signals.onEnd(terminal, stop);
  }

  /** Runs an action whenever the user asks for the report so far. */
  void onRequest(Runnable status) {
    Signals.onRequest(status);
    QuitSignal.handle(status);
    EnterKey.onEach(terminal.in(), status);
  }

  @Override
  public void started(LoadHead head) {
    files.started(head);
    if (report.jsonStream()) {
      print(ReportMaps.event("start", LoadRunJson.head(head)));
    } else if (!report.json()) {
      hasStarted = true;
      LoadLines.start(head).forEach(this::print);
    }
  }

  @Override
  public void slice(LoadSlice slice) {
    files.add(slice);
    if (report.jsonStream()) {
      print(ReportMaps.event("second", LoadRunJson.slice(slice)));
    } else if (!report.json() && !report.quiet() && style.drawings()) {
      if (lines++ % LINES_PER_HEADING == 0) {
        print(LoadLines.heading());
      }
      String line = LoadLines.second(slice);
      print(slice.allErrors() > 0 ? style.alarming(line) : line);
    }
  }

  /** Prints a line of {@code --json-stream}. */
  void print(Map<String, Object> event) {
    out.println(Json.line(event));
  }

  /** Prints a line for people. */
  void print(String line) {
    out.println(style.units(line));
  }

  /** Prints a line on standard error. */
  void complain(String line) {
    terminal.complain(line);
  }

  /** Prints on standard error the report so far. */
  void sayStatus(LoadMode mode) {
    new LoadReportText(mode.report(), false, false).print(terminal.text(terminal.err()), style);
  }

  /**
   * Reports one load of several, which has not been reported while it ran. Returns the exit code.
   *
   * @param isFound whether no better one can have been missed
   */
  int endBest(LoadRun run, Map<String, Object> besides, boolean isFound) {
    files.addAll(run);
    return end(run, besides, isFound);
  }

  /**
   * Reports. Returns the exit code.
   *
   * @param besides further members of the JSON report
   * @param isFound false for a search that broke off
   */
  int end(LoadRun run, Map<String, Object> besides, boolean isFound) {
    List<FailIf.Failure> failures = report.thresholds().failures(run);
    files.end(run, failures);
    int whole = LoadReportText.exitCode(run, failures);
    boolean isGood = isFound && !files.failed();
    boolean isWorse = whole == ExitCode.OK || whole == ExitCode.INVALID;
    int code = !isGood && isWorse ? ExitCode.FAILED : whole;
    if (report.isForMachines()) {
      Map<String, Object> document = LoadRunJson.of(run, failures, code);
      document.putAll(besides);
      report.print(out, document, ReportMaps.event("end", document));
    } else {
      new LoadReportText(run, true, !hasStarted).print(out, style);
      ReportOptions.complain(terminal, failures);
    }
    return code;
  }

  /** Reports that a search found nothing. Returns the exit code. */
  int endEmpty(String message, Map<String, Object> besides) {
    if (report.isForMachines()) {
      Map<String, Object> document =
          ReportMaps.refused("load", null, message, besides, ExitCode.FAILED);
      report.print(out, document, document);
    }
    return ExitCode.FAILED;
  }

  @Override
  public void close() {
    files.close();
  }
}
