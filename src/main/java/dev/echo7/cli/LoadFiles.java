package dev.echo7.cli;

import dev.echo7.measure.CsvFile;
import dev.echo7.measure.FailIf;
import dev.echo7.measure.LoadHead;
import dev.echo7.measure.LoadLog;
import dev.echo7.measure.LoadRun;
import dev.echo7.measure.LoadSlice;
import dev.echo7.measure.Times;
import dev.echo7.report.LoadPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
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

  LoadFiles(LoadPrinting printing, Terminal terminal) throws IOException {
    this.terminal = terminal;
    this.printing = printing;
    // Something is written, since a full disk takes an empty file, and taken away again.
    writable("--hlog", printing.hlog(), "#\n");
    writable("--csv", printing.csv(), "");
    writable("--html", printing.html(), "\n");
    this.csv = csv(printing.csv());
  }

  private static void writable(String option, @Nullable Path file, String start)
      throws IOException {
    if (file == null) {
      return;
    }
    try {
      Files.writeString(file, start);
      Files.write(file, new byte[0]);
    } catch (IOException e) {
      throw new IOException("cannot write " + option + " " + file + ": " + reason(e), e);
    }
  }

  private static @Nullable CsvFile csv(@Nullable Path file) throws IOException {
    try {
      return file == null ? null : new CsvFile(file, COLUMNS);
    } catch (IOException e) {
      throw new IOException("cannot write --csv " + e.getMessage(), e);
    }
  }

  /** What the JDK says of a file is its name, and only at times more. */
  private static String reason(IOException failure) {
    return failure instanceof FileSystemException
        ? failure.getClass().getSimpleName().replace("Exception", "")
        : String.valueOf(failure.getMessage());
  }

  void started(LoadHead head) {
    Path file = printing.hlog();
    if (file == null) {
      return;
    }
    try {
      log = new LoadLog(file, head);
    } catch (IOException e) {
      terminal.say("echoclient: cannot write --hlog " + e.getMessage());
    } catch (UncheckedIOException e) {
      terminal.say("echoclient: " + e.getMessage());
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
      terminal.say("echoclient: " + e.getMessage());
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
      terminal.say("echoclient: " + e.getMessage());
    }
  }

  /** The whole of a load whose seconds were not added one by one. */
  void addAll(LoadRun run) {
    started(run.head());
    run.slices().forEach(this::add);
  }

  /** The end of the log, and the page. */
  void end(LoadRun run, List<FailIf.Failure> failures) {
    toLog(open -> open.end(run));
    Path page = printing.html();
    if (page == null) {
      return;
    }
    try {
      LoadPage.write(page, run, printing.failIf(), failures);
    } catch (IOException e) {
      terminal.say("echoclient: cannot write --html " + page + ": " + reason(e));
    }
  }

  @Override
  public void close() {
    LoadLog open = log;
    if (open != null) {
      open.close();
    }
    CsvFile file = csv;
    if (file == null) {
      return;
    }
    try {
      file.close();
    } catch (UncheckedIOException e) {
      terminal.say("echoclient: " + e.getMessage());
    }
  }
}
