package dev.echo7.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How long the path of a Unix socket may be, the same for servers and clients. Any thread. */
public final class UnixPathLength {
  /** unix(7): sun_path holds 108 bytes, one of them the terminating or leading zero. */
  public static final int MAX_BYTES = 107;

  private UnixPathLength() {}

  /** In bytes, of which a letter that is not ASCII has several. */
  public static int of(String path) {
    return path.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Sees that the kernel can take a path.
   *
   * @throws IOException with the reason and the cure, if it cannot
   */
  public static void check(String path) throws IOException {
    int bytes = of(path);
    if (bytes > MAX_BYTES) {
      throw new IOException(
          "the path is too long: it has "
              + bytes
              + " bytes, but a socket path has at most "
              + MAX_BYTES
              + "; choose a shorter one");
    }
  }
}
