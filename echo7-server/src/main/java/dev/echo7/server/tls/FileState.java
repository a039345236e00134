package dev.echo7.server.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * What tells one content of a file from the next, without reading it; follows symbolic links, since
 * Kubernetes replaces mounted files by moving one.
 *
 * @param key device and inode, where the system has them; null also where there is no file
 * @param sizeBytes -1 where there is no file
 */
record FileState(@Nullable Object key, long modifiedMs, long sizeBytes) {

  /** Whether both are of one file, whatever is in it. */
  boolean isSameFileAs(FileState other) {
    return key != null && key.equals(other.key);
  }

  static FileState of(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileState(
          attributes.fileKey(), attributes.lastModifiedTime().toMillis(), attributes.size());
    } catch (IOException e) {
      return new FileState(null, 0, -1);
    }
  }
}
