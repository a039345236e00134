package dev.echo7.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/** A folder of its own for the Unix socket of one peer, under the same name at each start. */
final class SocketFolder {
  private final Path folder =
      Path.of(System.getProperty("java.io.tmpdir"), "echo7-" + hex(new SecureRandom().nextLong()));

  private static String hex(long number) {
    return Long.toHexString(number);
  }

  Path socket() {
    return folder.resolve("peer");
  }

  /** Makes the folder, for this user alone; the server makes the socket. */
  Path make() {
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      // From the last start.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return socket();
  }

  /** Deletes the folder, from which the server has removed the socket. */
  void delete() {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
