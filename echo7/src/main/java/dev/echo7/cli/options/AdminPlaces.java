package dev.echo7.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where an admin endpoint is unless an option says otherwise: a socket in /run/echo7 for the
 * packaged service, and one in XDG_RUNTIME_DIR for a server that a user has started.
 */
public final class AdminPlaces {
  private static final Path OF_SERVICE = Path.of("/run/echo7/admin.sock");

  private AdminPlaces() {}

  /** The sockets that echoctl tries, in this order. */
  public static List<Path> all() {
    List<Path> places = new ArrayList<>(List.of(OF_SERVICE));
    String folder = System.getenv("XDG_RUNTIME_DIR");
    if (folder != null && folder.startsWith("/")) {
      places.add(Path.of(folder, "echo7", "admin.sock"));
    }
    return places;
  }

  /** The first of them that this process may create; null if there is none. */
  public static @Nullable Path forServer() {
    return all().stream().filter(AdminPlaces::isUsable).findFirst().orElse(null);
  }

  private static boolean isUsable(Path socket) {
    Path folder = folder(socket);
    return Files.isWritable(Files.isDirectory(folder) ? folder : folder(folder));
  }

  /**
   * Makes the directory of a socket, for its owner alone, if it is one of these places and does not
   * exist yet. A failure shows when the socket is opened.
   */
  public static void makeDirectory(Path socket) {
    Path folder = folder(socket);
    if (all().contains(socket) && !Files.exists(folder)) {
      try {
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } catch (IOException e) {
        // Opening the socket will say what is wrong.
      }
    }
  }

  private static Path folder(Path path) {
    return Objects.requireNonNull(path.getParent());
  }
}
