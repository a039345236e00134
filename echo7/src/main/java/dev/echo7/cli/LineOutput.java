package dev.echo7.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Buffered lines for standard output. One thread. */
public final class LineOutput {
  private final Writer writer;

  public LineOutput(OutputStream out) {
    this.writer =
        new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 16 * 1024);
  }

  public void line(String text) throws IOException {
    print(text + "\n");
  }

  public void print(String text) throws IOException {
    writer.write(text);
  }

  public void flush() throws IOException {
    writer.flush();
  }
}
