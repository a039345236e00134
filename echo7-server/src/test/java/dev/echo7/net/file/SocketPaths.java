package dev.echo7.net.file;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Socket paths of a given length in bytes, with a character that is not ASCII where this JVM can
 * name such files: in the C locale it cannot.
 */
public final class SocketPaths {
  private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding"));
  private static final String FIRST = NAMES.newEncoder().canEncode('ü') ? "ü" : "uu";
  private static final String FILE = "s.so";

  private SocketPaths() {}

  /** A path that does not exist, in a new folder that does. */
  public static Path of(Path folder, int bytes) throws IOException {
    int around = bytes(folder.toString()) + bytes("/" + FIRST) + bytes("/" + FILE);
    Path inner = folder.resolve(FIRST + "x".repeat(bytes - around));
    Files.createDirectories(inner);
    return inner.resolve(FILE);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The folder of a path from {@link #of}. */
  public static Path folderOf(Path path) {
    return Objects.requireNonNull(path.getParent());
  }
}
