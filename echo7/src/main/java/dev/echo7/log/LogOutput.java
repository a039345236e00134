package dev.echo7.log;

import dev.echo7.net.failure.FailureText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The two streams of a log. Lines for standard output are buffered until {@link #flush}; those for
 * standard error are written at once. Used on the log's thread only.
 */
final class LogOutput {
  /** Roughly how many characters are written at once. */
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

  /** A buffered line on standard output. */
  void line(String line) {
    lines.append(line).append('\n');
    gathered++;
    if (lines.length() >= ENOUGH) {
      flush();
    }
  }

  /** A line on standard error that reports a problem. */
  void complain(String problem) {
    say("echoserver: " + problem);
  }

  /** A line on standard error. */
  void say(String line) {
    try {
      err.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      err.flush();
    } catch (IOException e) {
      // There is nowhere left to report it.
    }
  }

  /** Writes the buffered lines; blocks while their reader does not read. */
  void flush() {
    if (lines.isEmpty()) {
      return;
    }
    try {
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
      sayThatItIsMended();
    } catch (IOException | OutOfMemoryError e) {
      // Drop them even for lack of memory: kept, they would need more of it next time.
      lost.accept(gathered);
      lostSoFar += gathered;
      String problem = FailureText.of(e);
      if (!problem.equals(outputProblem)) {
        outputProblem = problem;
        complain("standard output: " + problem + "; its lines are lost until it recovers");
      }
    } finally {
      lines.setLength(0);
      gathered = 0;
    }
  }

  private void sayThatItIsMended() {
    if (outputProblem != null) {
      complain("standard output has recovered; lines lost: " + lostSoFar);
      outputProblem = null;
      lostSoFar = 0;
    }
  }
}
