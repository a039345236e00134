package dev.echo7.cli.load;

import dev.echo7.cli.OutputFile;
import dev.echo7.cli.Terminal;
import dev.echo7.json.CsvFile;
import dev.echo7.measure.FailIf;
import dev.echo7.measure.Times;
import dev.echo7.report.LoadPage;
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
 * The files that a load writes while it runs. One thread. Whether they can be written is seen
 * before anything is sent; one that is full later ends the file, not the load.
 */
final class LoadFiles implements AutoCloseable {
  private static final String HLOG = "--hlog";
  private static final String CSV = "--csv";
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

  private final Terminal terminal;
  private final LoadPrinting printing;
  private @Nullable CsvFile csv;
  private @Nullable LoadLog log;
  private boolean failed;

  LoadFiles(LoadPrinting printing, Terminal terminal) throws IOException {
    this.terminal = terminal;
    this.printing = printing;
    OutputFile.tryOut(HLOG, printing.hlog());
    OutputFile.tryOut(CSV, printing.csv());
    OutputFile.tryOut(HTML, printing.html());
    this.csv = csv(printing.csv());
  }

  private static @Nullable CsvFile csv(@Nullable Path file) throws IOException {
    try {
      return file == null ? null : new CsvFile(file, COLUMNS);
    } catch (IOException e) {
      throw new IOException(OutputFile.problem(CSV, file, e), e);
    }
  }

  /** One of the files cannot be written any more: prints why, and the run counts as failed. */
  private void lose(String option, @Nullable Path file, @Nullable IOException failure) {
    if (file != null && failure != null) {
      failed = true;
      terminal.say("echoclient: " + OutputFile.problem(option, file, failure));
    }
  }

  /** Whether one of the files is incomplete. */
  boolean failed() {
    return failed;
  }

  void started(LoadHead head) {
    Path file = printing.hlog();
    if (file == null) {
      return;
    }
    try {
      log = new LoadLog(file, head);
    } catch (IOException e) {
      lose(HLOG, file, e);
    } catch (UncheckedIOException e) {
      lose(HLOG, file, e.getCause());
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
      lose(HLOG, printing.hlog(), e.getCause());
    }
  }

  void add(LoadSlice slice) {
    toLog(open -> open.add(slice));
    CsvFile file = csv;
    if (file == null) {
      return;
    }
    try {
      Times times = slice.times();
      Histogram service = times.service();
      Histogram response = times.response();
      file.row(
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
    } catch (UncheckedIOException e) {
      csv = null;
      lose(CSV, printing.csv(), e.getCause());
    }
  }

  /** The whole of a load whose seconds were not added one by one. */
  void addAll(LoadRun run) {
    started(run.head());
    run.slices().forEach(this::add);
  }

  /** Ends the log and the table, and writes the page. */
  void end(LoadRun run, List<FailIf.Failure> failures) {
    toLog(open -> open.end(run));
    closeCsv();
    Path page = printing.html();
    if (page == null) {
      return;
    }
    try {
      LoadPage.write(page, run, printing.failIf(), failures);
    } catch (IOException e) {
      lose(HTML, page, e);
    }
  }

  @Override
  public void close() {
    LoadLog open = log;
    if (open != null) {
      open.close();
    }
    closeCsv();
  }

  private void closeCsv() {
    CsvFile file = csv;
    csv = null;
    if (file == null) {
      return;
    }
    try {
      file.close();
    } catch (UncheckedIOException e) {
      lose(CSV, printing.csv(), e.getCause());
    }
  }
}
