package dev.echo7.net.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.net.failure.FailureText;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whose file is in the place of a Unix socket, and who may remove it. */
@Timeout(60)
final class SocketFileTest {
  @TempDir private Path folder;

  @Test
  void leavesAServerThatCameToThePlaceMeanwhileWhereItIs() throws Exception {
    Path path = folder.resolve("s");
    try (SocketFile file = SocketFile.prepare(path.toString(), 0600);
        ServerSocketChannel ours = listen(file.bound());
        ServerSocketChannel other = listen(path)) {
      assertTrue(ours.isOpen() && other.isOpen());
      IOException refusal = assertThrows(IOException.class, file::publish);
      assertTrue(FailureText.of(refusal).contains("already listening there"), refusal::toString);
    }
    assertEquals(1, Objects.requireNonNull(folder.toFile().list()).length);
  }

  @Test
  void removesNothingTwice() throws Exception {
    Path path = folder.resolve("s");
    SocketFile file = SocketFile.prepare(path.toString(), null);
    Path formerFolder = Objects.requireNonNull(file.bound().getParent());
    try (ServerSocketChannel ours = listen(file.bound())) {
      file.publish();
      Files.createDirectory(formerFolder);
      Path notOurs = Files.createFile(formerFolder.resolve("s"));
      file.close();
      assertTrue(Files.notExists(path));
      file.close();
      assertTrue(Files.exists(notOurs));
      assertTrue(ours.isOpen());
    }
  }

  private static ServerSocketChannel listen(Path path) throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(path));
  }
}
