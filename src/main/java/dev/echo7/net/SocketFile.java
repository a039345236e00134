package dev.echo7.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file of a listening Unix socket (unix(7)) to which only its owner may connect, from its first
 * moment on.
 *
 * <p>bind(2) makes the file with whatever the umask leaves, so the socket is bound in a folder that
 * nobody else may enter, given its permissions there, and moved to its place. A file that is in
 * that place is replaced only if it is a socket on which nobody listens. Confined to one thread.
 */
public final class SocketFile implements AutoCloseable {
  /** sun_path holds 108 bytes, one of them the terminating zero. */
  public static final int MAX_BYTES = 107;

  private static final int STAT_IS_SOCKET = 0140000;
  private static final int STAT_TYPE = 0170000;

  private final Path path;
  private final Path folder;
  private final Path bound;
  private @Nullable Object key;

  private SocketFile(Path path, Path folder) {
    this.path = path;
    this.folder = folder;
    this.bound = folder.resolve("s");
  }

  /**
   * Makes the private folder, beside the place where the socket is to be.
   *
   * @throws IOException if the place is taken or not to be had; the message is the reason, with the
   *     cure
   */
  public static SocketFile prepare(Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new IOException("there is no directory " + parent + "; make it first");
    }
    checkFree(path);
    try {
      Path folder =
          Files.createTempDirectory(
              parent,
              ".echo7-",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      SocketFile file = new SocketFile(path, folder);
      if (file.bound.toString().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
        Files.delete(folder);
        throw new IOException("the path is too long; choose a shorter directory");
      }
      return file;
    } catch (AccessDeniedException e) {
      throw new IOException("permission denied; " + parent + " must be writable by this user", e);
    }
  }

  /**
   * Sees that no server listens at this place, and nothing but a socket is there.
   *
   * @throws IOException with the reason and the cure, if it is taken
   */
  public static void checkFree(Path path) throws IOException {
    int type;
    try {
      type = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return;
    }
    if ((type & STAT_TYPE) != STAT_IS_SOCKET) {
      throw new IOException(
          "a file that is no socket is in its place; remove it, or choose another");
    }
    if (isListening(path)) {
      throw new IOException("a server listens there already; stop it, or choose another path");
    }
  }

  /** Where to bind the socket. */
  public Path bound() {
    return bound;
  }

  /** Moves the bound and listening socket to its place, where its owner alone may connect to it. */
  public void publish() throws IOException {
    Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString("rw-------"));
    key = Files.readAttributes(bound, BasicFileAttributes.class).fileKey();
    Files.move(bound, path, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(folder);
  }

  /** Removes the file, unless another server has put its own there; never fails. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(bound);
      Files.deleteIfExists(folder);
      if (key != null
          && Objects.equals(key, Files.readAttributes(path, BasicFileAttributes.class).fileKey())) {
        Files.delete(path);
      }
    } catch (IOException e) {
      // A file that nobody listens on is replaced by the next server.
    }
  }

  private static boolean isListening(Path path) {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // A full backlog would keep a blocking connect waiting.
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      // Anything else than refused (a full backlog, no permission) is a sign of life.
      return !"Connection refused".equals(e.getMessage());
    }
  }
}
