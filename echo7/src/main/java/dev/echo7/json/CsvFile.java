package dev.echo7.json;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of comma-separated values (RFC 4180) with a header line. Values must not contain commas or
 * quotes.
 *
 * <p>One thread at a time. A file that cannot be written any more is an {@link
 * UncheckedIOException}.
 */
public final class CsvFile implements AutoCloseable {
  private final BufferedWriter writer;

  /**
   * Starts the file.
   *
   * @throws IOException if it cannot be written
   */
  public CsvFile(Path file, List<String> columns) throws IOException {
    this.writer = Files.newBufferedWriter(file);
    row(columns.toArray());
    writer.flush();
  }

  /** Adds a line. */
  public void row(Object... values) {
    StringBuilder line = new StringBuilder();
    for (Object value : values) {
      line.append(line.isEmpty() ? "" : ",").append(value);
    }
    try {
      writer.append(line).append("\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
