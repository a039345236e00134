package dev.echo7.cli.load;

import dev.echo7.cli.CsvOutput;
import dev.echo7.cli.FileFailures;
import dev.echo7.cli.OutputFile;
import dev.echo7.cli.Terminal;
import dev.echo7.cli.options.ReportOptions;
import dev.echo7.loadpage.LoadPage;
import dev.echo7.measure.FailIf;
import dev.echo7.measure.Times;
import dev.echo7.result.LoadHead;
import dev.echo7.result.LoadLog;
import dev.echo7.result.LoadRun;
import dev.echo7.result.LoadSlice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The files that a load writes while it runs. One thread. Files are tested before anything is sent;
 * one that cannot be written later ends there, and the load goes on.
 */
final class LoadFiles implements AutoCloseable {
  private static final String HLOG = "--hlog";
  private static final String HTML = "--html";

  private static final List<String> COLUMNS =
      List.of(
          "from_ns",
          "to_ns",
          "messages",
          "bytes",
          "service_p50_ns",
          "service_p99_ns",
          "service_max_ns",
          "response_p50_ns",
          "response_p99_ns",
          "response_max_ns",
          "lateness_p99_ns",
          "errors");

  private final ReportOptions wanted;
  private final FileFailures failures;
  private final CsvOutput csv;
  private @Nullable LoadLog log;

  LoadFiles(ReportOptions wanted, Terminal terminal) throws IOException {
    this.wanted = wanted;
    this.failures = new FileFailures(terminal);
    OutputFile.tryOut(HLOG, wanted.hlog());
    OutputFile.tryOut(HTML, wanted.html());
    this.csv = new CsvOutput(wanted.csv(), COLUMNS, failures);
  }

  /** Whether one of the files is incomplete. */
  boolean failed() {
    return failures.any();
  }

  void started(LoadHead head) {
    Path file = wanted.hlog();
    if (file == null) {
      return;
    }
    try {
      log = new LoadLog(file, head);
    } catch (IOException e) {
      failures.add(HLOG, file, e);
    } catch (UncheckedIOException e) {
      failures.add(HLOG, file, e.getCause());
    }
  }

  private void toLog(Consumer<LoadLog> writing) {
    LoadLog open = log;
    if (open == null) {
      return;
    }
    try {
      writing.accept(open);
    } catch (UncheckedIOException e) {
      log = null;
      open.close();
      failures.add(HLOG, wanted.hlog(), e.getCause());
    }
  }

  void add(LoadSlice slice) {
    toLog(open -> open.add(slice));
    Times times = slice.times();
    Histogram service = times.service();
    Histogram response = times.response();
    csv.row(
        slice.fromNs(),
        slice.toNs(),
        slice.messages(),
        slice.bytes(),
        service.getValueAtPercentile(50),
        service.getValueAtPercentile(99),
        service.getMaxValue(),
        response.getValueAtPercentile(50),
        response.getValueAtPercentile(99),
        response.getMaxValue(),
        times.lateness().getValueAtPercentile(99),
        slice.allErrors());
  }

  /** Writes all of a load whose seconds were not added one by one. */
  void addAll(LoadRun run) {
    started(run.head());
    run.slices().forEach(this::add);
  }

  /** Ends the log and the table, and writes the page. */
  void end(LoadRun run, List<FailIf.Failure> terms) {
    toLog(open -> open.end(run));
    csv.close();
    Path page = wanted.html();
    if (page == null) {
      return;
    }
    try {
      LoadPage.write(page, run, wanted.terms(), terms);
    } catch (IOException e) {
      failures.add(HTML, page, e);
    }
  }

  @Override
  public void close() {
    LoadLog open = log;
    if (open != null) {
      open.close();
    }
    csv.close();
  }
}
