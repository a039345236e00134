package dev.echo7.log;

import dev.echo7.net.failure.FailureText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The two streams of a log: lines gather for standard output until {@link #flush}, those for
 * standard error go at once. Used on the log's thread alone.
 */
final class LogOutput {
  /** As many characters as are written at once, about. */
  private static final int ENOUGH = 64 * 1024;

  private final OutputStream out;
  private final OutputStream err;
  private final StringBuilder lines = new StringBuilder();
  private final LongConsumer lost;
  private int gathered;
  private long lostSoFar;
  private @Nullable String outputProblem;

  /**
   * @param lost called with the number of lines that standard output lost
   */
  LogOutput(OutputStream out, OutputStream err, LongConsumer lost) {
    this.out = out;
    this.err = err;
    this.lost = lost;
  }

  /** A line on standard output, soon. */
  void line(String line) {
    lines.append(line).append('\n');
    gathered++;
    if (lines.length() >= ENOUGH) {
      flush();
    }
  }

  /** A line on standard error about something that is wrong. */
  void complain(String problem) {
    say("echoserver: " + problem);
  }

  /** A line on standard error. */
  void say(String line) {
    try {
      err.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      err.flush();
    } catch (IOException e) {
      // Nobody is left to be told.
    }
  }

  /** Writes the lines that have gathered; may wait for whoever reads them. */
  void flush() {
    if (lines.isEmpty()) {
      return;
    }
    try {
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
      sayThatItIsMended();
    } catch (IOException | OutOfMemoryError e) {
      // Without memory for them, too: kept, they would be more the next time.
      lost.accept(gathered);
      lostSoFar += gathered;
      String problem = FailureText.of(e);
      if (!problem.equals(outputProblem)) {
        outputProblem = problem;
        complain("standard output: " + problem + "; its lines are lost until that is mended");
      }
    } finally {
      lines.setLength(0);
      gathered = 0;
    }
  }

  private void sayThatItIsMended() {
    if (outputProblem != null) {
      complain("standard output works again; lines lost: " + lostSoFar);
      outputProblem = null;
      lostSoFar = 0;
    }
  }
}
