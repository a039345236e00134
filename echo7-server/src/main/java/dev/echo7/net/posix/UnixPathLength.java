package dev.echo7.net.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The maximum length of a Unix socket path, the same for servers and clients. Any thread. */
public final class UnixPathLength {
  /** unix(7): sun_path holds 108 bytes, one of them the terminating or leading zero. */
  public static final int MAX_BYTES = 107;

  private UnixPathLength() {}

  /** The length in bytes; a character that is not ASCII has several. */
  public static int of(String path) {
    return path.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Checks that a path is short enough for the kernel.
   *
   * @throws IOException with the reason and the cure, if it is not
   */
  public static void check(String path) throws IOException {
    int bytes = of(path);
    if (bytes > MAX_BYTES) {
      throw new IOException(
          "path too long: "
              + bytes
              + " bytes; a socket path has at most "
              + MAX_BYTES
              + "; choose a shorter one");
    }
  }
}
