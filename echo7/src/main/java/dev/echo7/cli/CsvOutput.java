package dev.echo7.cli;

import dev.echo7.json.CsvFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The file of {@code --csv}, if one is wanted: a line per event of a run. One thread at a time. */
public final class CsvOutput implements AutoCloseable {
  private static final String OPTION = "--csv";

  private final @Nullable Path path;
  private final FileFailures failures;
  private @Nullable CsvFile file;

  /**
   * Starts the file.
   *
   * @param path null for no file
   * @param failures reports that the file cannot be written any more
   * @throws IOException if it cannot be written now; the message names option and file
   */
  public CsvOutput(@Nullable Path path, List<String> columns, FileFailures failures)
      throws IOException {
    this.path = path;
    this.failures = failures;
    OutputFile.tryOut(OPTION, path);
    if (path != null) {
      try {
        file = new CsvFile(path, columns);
      } catch (IOException e) {
        throw new IOException(OutputFile.problem(OPTION, path, e), e);
      }
    }
  }

  /** Adds a line; does nothing if there is no file, or none any more. */
  public void row(Object... values) {
    CsvFile open = file;
    if (open == null) {
      return;
    }
    try {
      open.row(values);
    } catch (UncheckedIOException e) {
      file = null;
      failures.add(OPTION, path, e.getCause());
    }
  }

  /** Writes what is buffered; further calls do nothing. */
  @Override
  public void close() {
    CsvFile open = file;
    file = null;
    if (open == null) {
      return;
    }
    try {
      open.close();
    } catch (UncheckedIOException e) {
      failures.add(OPTION, path, e.getCause());
    }
  }
}
