package dev.echo7.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Standard output as lines, many a write. One thread. */
final class LineOutput {
  private final Writer writer;

  LineOutput(OutputStream out) {
    this.writer =
        new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 16 * 1024);
  }

  /** Nobody reads our output any more. */
  static final class ClosedException extends IOException {
    private static final long serialVersionUID = 1L;

    ClosedException(IOException cause) {
      super(cause);
    }
  }

  void line(String text) throws IOException {
    print(text + "\n");
  }

  void print(String text) throws IOException {
    try {
      writer.write(text);
    } catch (IOException e) {
      throw named(e);
    }
  }

  void flush() throws IOException {
    try {
      writer.flush();
    } catch (IOException e) {
      throw named(e);
    }
  }

  private static IOException named(IOException failure) {
    return "Broken pipe".equals(failure.getMessage()) ? new ClosedException(failure) : failure;
  }
}
