package dev.echo7.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.admin.route.AdminStartException;
import dev.echo7.admin.route.AdminTokens;
import dev.echo7.events.ServerEvents;
import dev.echo7.net.Endpoint;
import dev.echo7.net.file.SocketPaths;
import dev.echo7.net.posix.ShortPath;
import dev.echo7.server.memory.CountedMemory;
import dev.echo7.server.memory.EnduringIo;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Unix socket of the admin endpoint, which only its owner may open. */
@Timeout(60)
class UnixSocketTest {
  @TempDir private Path folder;

  @Test
  void isItsOwnersAloneAndGoesWithTheServer() throws Exception {
    Path path = folder.resolve("admin.sock");
    try (AdminServer admin = open(path)) {
      assertEquals("unix:" + path, admin.listening());
      assertEquals("rw-------", mode(path));
      assertEquals(List.of(path), files());
    }
    assertEquals(List.of(), files());
  }

  /** Nothing that others might open is ever in its folder: it comes there by a rename. */
  @Test
  void isInItsPlaceOnlyOnceItIsClosedToOthers() throws Exception {
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      Path path = folder.resolve("admin.sock");
      try (AdminServer admin = open(path)) {
        assertTrue(Files.exists(path), admin.listening());
        WatchKey key = watch.poll(20, TimeUnit.SECONDS);
        assertTrue(key != null, "no file came");
        List<String> came =
            key.pollEvents().stream().map(WatchEvent::context).map(String::valueOf).toList();
        assertTrue(came.getFirst().startsWith(".echo7-"), came::toString);
      }
    }
  }

  @Test
  void replacesASocketOnWhichNobodyListens() throws Exception {
    Path path = folder.resolve("admin.sock");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertTrue(Files.exists(path), "no stale socket to replace");
    try (AdminServer admin = open(path)) {
      assertEquals("unix:" + path, admin.listening());
      assertEquals("rw-------", mode(path));
    }
  }

  @Test
  void leavesALivingServerAndAFileThatIsNoSocketAlone() throws Exception {
    Path path = folder.resolve("admin.sock");
    try (AdminServer admin = open(path)) {
      String words = refusal(path);
      assertTrue(words.contains("a server is already listening there"), words);
      assertEquals("unix:" + path, admin.listening());
      assertEquals("rw-------", mode(path));
    }
    Files.writeString(path, "precious");
    assertTrue(refusal(path).contains("is not a socket"), refusal(path));
    assertEquals("precious", Files.readString(path));
    assertEquals(List.of(path), files());
  }

  @Test
  void leavesAnotherServersSocketInItsPlaceAtTheEnd() throws Exception {
    Path path = folder.resolve("admin.sock");
    AdminServer first = open(path);
    Files.delete(path);
    try (AdminServer second = open(path)) {
      first.close();
      assertTrue(Files.exists(path), "the socket is gone of " + second.listening());
    }
    assertFalse(Files.exists(path));
  }

  @Test
  void saysWhyItCannotBe() throws IOException {
    assertTrue(refusal(folder.resolve("none/a.sock")).contains("create it first"));
    String tooLong = refusal(SocketPaths.of(folder, 108));
    assertTrue(tooLong.contains("108 bytes"), tooLong);
    String words = refusal(new Endpoint.Unix("@echo", null));
    assertTrue(words.contains("0600"), words);
    words = refusal(new Endpoint.Unix(folder.resolve("a.sock").toString(), 0666));
    assertTrue(words.contains("0600"), words);
  }

  /** Whatever the depth of its folder, and whatever its characters. */
  @ParameterizedTest
  @ValueSource(ints = {90, 100, 106, 107})
  void isThereToTheLastByteThatTheKernelTakes(int bytes) throws Exception {
    Path path = SocketPaths.of(folder, bytes);
    try (AdminServer admin = open(path);
        ShortPath where = ShortPath.of(path);
        SocketChannel client = SocketChannel.open(where.address())) {
      assertTrue(client.isConnected(), admin.listening());
      assertEquals("rw-------", mode(path));
    }
    assertEquals(List.of(), List.of(SocketPaths.folderOf(path).toFile().list()));
  }

  private static AdminServer open(Path path) throws AdminStartException {
    return open(new Endpoint.Unix(path.toString(), null));
  }

  private static AdminServer open(Endpoint place) throws AdminStartException {
    return AdminServer.open(
        new AdminSettings(place, AdminScope.ALL, AdminTokens.NOT_ASKED, ""),
        ServerEvents.NONE,
        new CountedMemory(),
        EnduringIo.nio());
  }

  private static String refusal(Path path) {
    return refusal(new Endpoint.Unix(path.toString(), null));
  }

  private static String refusal(Endpoint place) {
    return String.valueOf(assertThrows(AdminStartException.class, () -> open(place)).getMessage());
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
