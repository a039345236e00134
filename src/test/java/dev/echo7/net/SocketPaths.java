package dev.echo7.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Socket paths of a given length in bytes, with characters that are not ASCII. */
public final class SocketPaths {
  private SocketPaths() {}

  /** A path that does not exist, in a new folder that does. */
  public static Path of(Path folder, int bytes) throws IOException {
    int left = bytes - folder.toString().getBytes(StandardCharsets.UTF_8).length;
    Path inner = folder.resolve("ü" + "x".repeat(left - 2 - 2 - 4));
    Files.createDirectories(inner);
    return inner.resolve("s.so");
  }

  /** The folder of a path from {@link #of}. */
  public static Path folderOf(Path path) {
    return Objects.requireNonNull(path.getParent());
  }
}
