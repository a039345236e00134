package dev.echo7.server;

import dev.echo7.net.Endpoint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * The file that stands for a listening Unix socket: cleared before the socket is bound, given its
 * permissions after.
 */
final class UnixPath {
  /** unix(7): sun_path holds 108 bytes, one of them the terminating or leading zero. */
  static final int MAX_BYTES = 107;

  private static final int STAT_IS_SOCKET = 0140000;
  private static final int STAT_TYPE = 0170000;

  private UnixPath() {}

  /**
   * Sees that the socket can be bound: removes a file that no server listens on any more.
   *
   * @throws ServerStartException if the place is taken, or not to be had
   */
  static void clear(Endpoint.Unix unix) throws ServerStartException {
    if (unix.path().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw refused(unix, "the path is too long; a socket's has at most " + MAX_BYTES + " bytes");
    }
    if (unix.isAbstract()) {
      return;
    }
    Path path = Path.of(unix.path());
    Path folder = path.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw refused(unix, "there is no directory " + folder + "; make it first");
    }
    try {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        removeStale(unix, path);
      }
    } catch (ServerStartException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      throw refused(unix, "the file in its place cannot be removed: " + e.getMessage());
    }
    if (!Files.isWritable(folder)) {
      throw refused(unix, "permission denied; " + folder + " must be writable by this user");
    }
  }

  /** Gives the file of a bound socket the permissions that the endpoint asks for. */
  static void permit(Endpoint.Unix unix) throws ServerStartException {
    Integer mode = unix.mode();
    if (mode == null || unix.isAbstract()) {
      return;
    }
    try {
      Files.setPosixFilePermissions(Path.of(unix.path()), permissions(mode));
    } catch (IOException | UnsupportedOperationException e) {
      throw refused(unix, "its permissions cannot be set: " + e.getMessage());
    }
  }

  private static void removeStale(Endpoint.Unix unix, Path path)
      throws IOException, ServerStartException {
    int type = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if ((type & STAT_TYPE) != STAT_IS_SOCKET) {
      throw refused(unix, "a file that is no socket is in its place; remove it, or choose another");
    }
    if (isListening(path)) {
      throw refused(unix, "a server listens there already; stop it, or choose another path");
    }
    Files.delete(path);
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

  private static ServerStartException refused(Endpoint.Unix unix, String reason) {
    return new ServerStartException("cannot listen on " + unix + ": " + reason);
  }
}
