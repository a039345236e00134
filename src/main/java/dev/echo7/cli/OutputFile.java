package dev.echo7.cli;

import dev.echo7.net.FailureText;
import dev.echo7.net.Situation;
import dev.echo7.net.SystemError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that an option names, to be written: what is seen before a run, and how it is said when it
 * cannot be. It may be a pipe ({@code >(...)}, a named FIFO), which takes each byte for good.
 */
final class OutputFile {
  private static final int FORMAT_OF_FILE = 0170000;
  private static final int PIPE = 0010000;

  private OutputFile() {}

  /**
   * Sees whether a file can be written, and leaves it empty. What a pipe is given it does not give
   * back: that is seen when there is something to be written.
   *
   * @param file null if there is none
   * @throws IOException if not; the message names option, file and cure
   */
  static void tryOut(String option, @Nullable Path file) throws IOException {
    if (file == null || isPipe(file)) {
      return;
    }
    try {
      // Something is written, since a full disk takes an empty file, and taken away again.
      Files.writeString(file, "\n");
      Files.write(file, new byte[0]);
    } catch (IOException e) {
      throw new IOException(problem(option, file, e), e);
    }
  }

  /** {@code cannot write --csv a.csv: WHY; CURE}. */
  static String problem(String option, Path file, IOException failure) {
    String reason =
        FailureText.of(failure, Situation.WRITE_FILE).replaceFirst("^\\Q" + file + "\\E: ", "");
    return "cannot write " + option + " " + file + ": " + reason;
  }

  /** Of a run that did not begin: 2 where another name helps, 1 where the disk is full. */
  static int exitCode(IOException failure) {
    SystemError error = SystemError.of(failure);
    return error == SystemError.ENOSPC || error == SystemError.EDQUOT
        ? ExitCode.FAILED
        : ExitCode.USAGE;
  }

  private static boolean isPipe(Path file) {
    try {
      Object mode = Files.getAttribute(file, "unix:mode");
      return mode instanceof Integer number && (number & FORMAT_OF_FILE) == PIPE;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }
}
