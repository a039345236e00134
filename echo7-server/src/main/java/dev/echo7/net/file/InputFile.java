package dev.echo7.net.file;

import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * An input file that an option names; every FILE is read through this class. It may be a pipe
 * ({@code <(...)}, a named FIFO, {@code /dev/stdin}), which has no size and no real path, and can
 * be read only once. Blocks.
 */
public final class InputFile {
  /** Names of standard input. It cannot always be opened again, so its descriptor is read. */
  private static final Set<String> STANDARD_INPUT =
      Set.of("/dev/stdin", "/dev/fd/0", "/proc/self/fd/0");

  private InputFile() {}

  /** A file that cannot be used; the message gives the reason and the cure in one line. */
  public static final class UnusableException extends IOException {
    private static final long serialVersionUID = 1L;

    UnusableException(String reason, Throwable cause) {
      super(reason, cause);
    }

    UnusableException(String reason) {
      super(reason);
    }
  }

  /**
   * Opens a file.
   *
   * @throws UnusableException if that is not possible
   */
  public static InputStream open(Path file) throws UnusableException {
    if (STANDARD_INPUT.contains(file.toString())) {
      return new FilterInputStream(new FileInputStream(FileDescriptor.in)) {
        @Override
        public void close() {
          // Standard input is not closed here.
        }
      };
    }
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /**
   * Reads a small file.
   *
   * @param most the maximum size in bytes
   * @throws UnusableException if it cannot be read, or is larger
   */
  public static byte[] read(Path file, int most) throws UnusableException {
    try (InputStream in = open(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new UnusableException("larger than " + size(most) + "; is it the right file?");
      }
      return bytes;
    } catch (UnusableException e) {
      throw e;
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static UnusableException unusable(IOException failure) {
    return new UnusableException(FailureText.of(failure, Situation.READ_FILE), failure);
  }

  private static String size(int bytes) {
    return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
  }
}
