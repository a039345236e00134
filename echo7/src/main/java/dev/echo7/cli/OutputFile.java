package dev.echo7.cli;

import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.net.posix.SystemError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An output file that an option names: the test before a run, and messages about failures. It may
 * be a pipe ({@code >(...)}, a named FIFO).
 */
public final class OutputFile {
  private static final int FORMAT_OF_FILE = 0170000;
  private static final int PIPE = 0010000;

  private OutputFile() {}

  /**
   * Tests whether a file can be written, and leaves it empty. A pipe is not tested, since what is
   * written to it cannot be taken back; its failure shows with the first real write.
   *
   * @param file null if there is none
   * @throws IOException if not; the message names option, file and cure
   */
  public static void tryOut(String option, @Nullable Path file) throws IOException {
    if (file == null || isPipe(file)) {
      return;
    }
    try {
      // Writes a byte and truncates again: on a full disk an empty file can still be created.
      Files.writeString(file, "\n");
      Files.write(file, new byte[0]);
    } catch (IOException e) {
      throw new IOException(problem(option, file, e), e);
    }
  }

  /** {@code cannot write --csv a.csv: WHY; CURE}. */
  public static String problem(String option, Path file, IOException failure) {
    String reason =
        FailureText.of(failure, Situation.WRITE_FILE).replaceFirst("^\\Q" + file + "\\E: ", "");
    return "cannot write " + option + " " + file + ": " + reason;
  }

  /** The exit code of a run that did not begin: 1 if the disk is full; 2 if another name helps. */
  public static int exitCode(IOException failure) {
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
