package dev.echo7.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code @FILE} on a command line: picocli puts the file's words in its place, and takes one that
 * it cannot read for a word. Nothing of ours begins with @, so that can only be a mistake.
 */
final class ArgumentFiles {
  private static final int MOST_BYTES = 1 << 20;

  private ArgumentFiles() {}

  /** What is wrong with the first that cannot be read; null if all can. */
  static @Nullable String problem(String... arguments) {
    for (String argument : arguments) {
      if (argument.startsWith("@") && argument.length() > 1 && !argument.startsWith("@@")) {
        String file = argument.substring(1);
        String reason = reason(file);
        if (!reason.isEmpty()) {
          return "cannot read " + file + ": " + reason;
        }
      }
    }
    return null;
  }

  private static String reason(String file) {
    try {
      Path path = Path.of(file);
      if (Files.isRegularFile(path) && path.toFile().length() > MOST_BYTES) {
        return "it is larger than 1 MiB; is it the right file?";
      }
      if (Files.isDirectory(path)) {
        return "it is a folder; give a file";
      }
      if (Files.isReadable(path)) {
        return "";
      }
      return Files.exists(path)
          ? "permission denied; let this user read it"
          : "there is no such file; check the path";
    } catch (InvalidPathException e) {
      return "this is no file's name";
    }
  }
}
