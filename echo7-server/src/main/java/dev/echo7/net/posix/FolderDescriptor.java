package dev.echo7.net.posix;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A short name for a folder with a long path: {@code /proc/self/fd/12}. Linux only; confined to one
 * thread, valid until {@link #close}.
 */
public final class FolderDescriptor implements AutoCloseable {
  private static final NativeCalls CALLS = NativeCalls.ofThisJvm();

  private final int descriptor;
  private boolean closed;

  private FolderDescriptor(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Opens a folder.
   *
   * @throws IOException if it cannot be opened
   */
  public static FolderDescriptor open(Path folder) throws IOException {
    return new FolderDescriptor(CALLS.openFolder(folder));
  }

  public Path path() {
    return Path.of("/proc/self/fd/" + descriptor);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    // From then on the number may be reused.
    closed = true;
    try {
      CALLS.close(descriptor);
    } catch (IOException e) {
      // Nothing can be lost: it only names a place.
    }
  }
}
