package dev.echo7.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A folder by a short name: {@code /proc/self/fd/12} for one whose path is long. Linux only;
 * confined to one thread, until {@link #close}.
 */
final class FolderDescriptor implements AutoCloseable {
  /** asm-generic/fcntl.h; a descriptor that only stands for a place. */
  private static final int O_CLOEXEC = 02000000;

  private static final int O_PATH = 010000000;

  private final int descriptor;
  private boolean closed;

  private FolderDescriptor(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Opens it.
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
    // Its number may be another's from then on.
    closed = true;
    try {
      new CLibrary().close().with(descriptor);
    } catch (IOException e) {
      // It stood for a place, and held nothing.
    }
  }
}
