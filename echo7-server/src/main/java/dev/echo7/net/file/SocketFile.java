package dev.echo7.net.file;

import dev.echo7.net.failure.FailureText;
import dev.echo7.net.posix.FolderDescriptor;
import dev.echo7.net.posix.ShortPath;
import dev.echo7.net.posix.SystemError;
import dev.echo7.net.posix.UnixPathLength;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Creates the file of a listening Unix socket (unix(7)) so that at no time can anybody open it
 * without permission.
 *
 * <p>bind(2) creates the file with the permissions that the umask leaves, so the socket is bound in
 * a private folder, given its permissions there, and then moved to its place. A file that is in
 * that place is replaced only if it is a socket on which nobody listens. Confined to one thread.
 */
public final class SocketFile implements AutoCloseable {
  private static final int STAT_IS_SOCKET = 0140000;
  private static final int STAT_TYPE = 0170000;

  private final Path path;
  private final @Nullable Integer mode;
  private final Path folder;
  private final Path real;
  private final @Nullable FolderDescriptor shortcut;
  private @Nullable Object key;

  /** Once the folder is gone, its name may be another's. */
  private boolean folderIsOurs = true;

  private SocketFile(
      Path path, @Nullable Integer mode, Path folder, @Nullable FolderDescriptor shortcut) {
    this.path = path;
    this.mode = mode;
    this.folder = folder;
    this.real = folder.resolve("s");
    this.shortcut = shortcut;
  }

  /**
   * Makes the private folder, beside the place where the socket is to be.
   *
   * @param mode its permissions; null for what the umask leaves
   * @throws IOException if the place is taken or not to be had; the message is the reason, with the
   *     cure
   */
  public static SocketFile prepare(String name, @Nullable Integer mode) throws IOException {
    UnixPathLength.check(name);
    Path path = path(name);
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new IOException("no directory " + parent + "; create it first");
    }
    checkFree(path);
    try {
      Path folder =
          Files.createTempDirectory(
              parent,
              ".echo7-",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return in(folder, path, mode);
    } catch (AccessDeniedException e) {
      throw new IOException("permission denied; " + parent + " must be writable by this user", e);
    }
  }

  /**
   * Binds by a short name if needed: in the private folder, the path is mostly too long for a
   * socket.
   */
  private static SocketFile in(Path folder, Path path, @Nullable Integer mode) throws IOException {
    try {
      boolean fits = UnixPathLength.of(folder.resolve("s").toString()) <= UnixPathLength.MAX_BYTES;
      return new SocketFile(path, mode, folder, fits ? null : FolderDescriptor.open(folder));
    } catch (IOException e) {
      Files.delete(folder);
      throw new IOException(
          "path too long; choose a shorter directory (" + FailureText.of(e) + ")", e);
    }
  }

  private static Path path(String name) throws IOException {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new IOException("this locale cannot represent that file name; set LC_ALL=C.UTF-8", e);
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
          path + " exists and is not a socket; remove it, or choose another path");
    }
    if (isListening(path)) {
      throw new IOException("a server is already listening there; stop it, or choose another path");
    }
  }

  /** Where to bind the socket. */
  public Path bound() {
    return shortcut == null ? real : shortcut.path().resolve("s");
  }

  /** Moves the bound and listening socket to its place, with its permissions. */
  public void publish() throws IOException {
    if (mode != null) {
      Files.setPosixFilePermissions(real, permissions(mode));
    }
    key = Files.readAttributes(real, BasicFileAttributes.class).fileKey();
    // Another server may have come there since.
    checkFree(path);
    Files.move(real, path, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(folder);
    folderIsOurs = false;
    closeShortcut();
  }

  /** Removes the file, unless another server has put its own there; never fails. */
  @Override
  public void close() {
    closeShortcut();
    Object ours = key;
    // Of a file that is gone the next one may get the number.
    key = null;
    try {
      if (folderIsOurs) {
        folderIsOurs = false;
        Files.deleteIfExists(real);
        Files.deleteIfExists(folder);
      }
      if (ours != null
          && Objects.equals(
              ours, Files.readAttributes(path, BasicFileAttributes.class).fileKey())) {
        Files.delete(path);
      }
    } catch (IOException e) {
      // A file that nobody listens on is replaced by the next server.
    }
  }

  private void closeShortcut() {
    if (shortcut != null) {
      shortcut.close();
    }
  }

  private static boolean isListening(Path path) {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX);
        ShortPath where = ShortPath.of(path)) {
      // A full backlog would keep a blocking connect waiting.
      probe.configureBlocking(false);
      probe.connect(where.address());
      return true;
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      // Anything else than refused (a full backlog, no permission) is a sign of life.
      return !SystemError.ECONNREFUSED.isIn(e);
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    PosixFilePermission[] fromHighest = PosixFilePermission.values();
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int bit = 0; bit < fromHighest.length; bit++) {
      if ((mode >> (fromHighest.length - 1 - bit) & 1) != 0) {
        permissions.add(fromHighest[bit]);
      }
    }
    return permissions;
  }
}
