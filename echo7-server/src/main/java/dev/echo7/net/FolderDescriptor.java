package dev.echo7.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A short name for a folder with a long path: {@code /proc/self/fd/12}. Linux only; confined to one
 * thread, valid until {@link #close}.
 */
final class FolderDescriptor implements AutoCloseable {
  /** asm-generic/fcntl.h; a descriptor that only names a place. */
  private static final int O_CLOEXEC = 02000000;

  private static final int O_PATH = 010000000;

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
  static FolderDescriptor open(Path folder) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      long descriptor =
          new CLibrary()
              .open()
              .with(
                  arena.allocateFrom(folder.toString(), StandardCharsets.UTF_8),
                  O_PATH | O_CLOEXEC);
      return new FolderDescriptor((int) descriptor);
    }
  }

  Path path() {
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
      new CLibrary().close().with(descriptor);
    } catch (IOException e) {
      // Nothing can be lost: it only names a place.
    }
  }
}
