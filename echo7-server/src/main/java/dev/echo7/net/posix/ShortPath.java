package dev.echo7.net.posix;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The path of a Unix socket in a form that the JDK can connect to: its limit is one byte less than
 * the kernel's. Confined to one thread; close it once the socket is connected.
 */
public final class ShortPath implements AutoCloseable {
  private static final int MAX_BYTES_OF_JDK = UnixPathLength.MAX_BYTES - 1;

  private final Path path;
  private final @Nullable FolderDescriptor folder;

  private ShortPath(Path path, @Nullable FolderDescriptor folder) {
    this.path = path;
    this.folder = folder;
  }

  /**
   * Shortens a path that {@link UnixPathLength} allows.
   *
   * @throws IOException if its folder cannot be opened
   */
  public static ShortPath of(Path path) throws IOException {
    Path parent = path.getParent();
    Path name = path.getFileName();
    if (UnixPathLength.of(path.toString()) <= MAX_BYTES_OF_JDK || parent == null || name == null) {
      return new ShortPath(path, null);
    }
    FolderDescriptor folder = FolderDescriptor.open(parent);
    return new ShortPath(folder.path().resolve(name), folder);
  }

  /** The path to connect to. */
  public UnixDomainSocketAddress address() {
    return UnixDomainSocketAddress.of(path);
  }

  @Override
  public void close() {
    if (folder != null) {
      folder.close();
    }
  }
}
