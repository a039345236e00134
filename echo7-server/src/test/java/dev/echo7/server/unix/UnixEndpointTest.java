package dev.echo7.server.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.events.ServerEvents;
import dev.echo7.net.Endpoint;
import dev.echo7.net.file.SocketPaths;
import dev.echo7.net.posix.ShortPath;
import dev.echo7.server.EchoServer;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.config.ServerStartException;
import io.netty.channel.epoll.Epoll;
import java.nio.ByteBuffer;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of an endpoint on a Unix socket: where it may be, and who may open it. */
@Timeout(60)
final class UnixEndpointTest {
  @TempDir private Path folder;

  @BeforeEach
  void needsEpoll() {
    Assumptions.assumeTrue(Epoll.isAvailable(), "other transports lose the end of an echo there");
  }

  /** The file is created in a private folder and then renamed into place. */
  @Test
  void isNeverOpenToMoreThanItsModeSays() throws Exception {
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      Path path = folder.resolve("echo.sock");
      try (EchoServer server = start(path, 0600)) {
        assertEquals(List.of("unix " + path), server.listening());
        assertEquals("rw-------", mode(path));
        WatchKey key = watch.poll(20, TimeUnit.SECONDS);
        assertTrue(key != null, "no file came");
        List<String> came =
            key.pollEvents().stream().map(WatchEvent::context).map(String::valueOf).toList();
        assertTrue(came.getFirst().startsWith(".echo7-"), came::toString);
        assertEchoes(path);
      }
    }
    assertEquals(List.of(), List.of(folder.toFile().list()));
  }

  @Test
  void hasTheModeThatWasAskedFor() throws Exception {
    Path path = folder.resolve("echo.sock");
    for (int mode : new int[] {0660, 0777, 0600}) {
      try (EchoServer server = start(path, mode)) {
        assertEquals(1, server.listening().size());
        int set = (Integer) Files.getAttribute(path, "unix:mode") & 0777;
        assertEquals(mode, set);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 87, 100, 106, 107})
  void isThereToTheLastByteThatTheKernelTakes(int bytes) throws Exception {
    Path path = SocketPaths.of(folder, bytes);
    try (EchoServer server = start(path, null)) {
      assertEquals(List.of("unix " + path), server.listening());
      assertEchoes(path);
    }
    assertEquals(List.of(), List.of(SocketPaths.folderOf(path).toFile().list()));
  }

  @Test
  void refusesOneByteMoreThanTheKernelTakes() throws Exception {
    Path path = SocketPaths.of(folder, 108);
    ServerStartException refusal =
        assertThrows(ServerStartException.class, () -> start(path, null).close());
    assertEquals(
        "cannot listen on unix:"
            + path
            + ": path too long: 108 bytes; a socket path"
            + " has at most 107; choose a shorter one",
        refusal.getMessage());
  }

  private static EchoServer start(Path path, @Nullable Integer mode) throws ServerStartException {
    return EchoServer.start(
        new ServerOptions(
            List.of(new Endpoint.Unix(path.toString(), mode)), EventLoopKind.EPOLL, 1),
        ServerEvents.NONE);
  }

  private static void assertEchoes(Path path) throws Exception {
    try (ShortPath where = ShortPath.of(path);
        SocketChannel client = SocketChannel.open(where.address())) {
      client.write(ByteBuffer.wrap(new byte[] {7}));
      ByteBuffer echo = ByteBuffer.allocate(1);
      assertEquals(1, client.read(echo));
      assertEquals(7, echo.get(0));
    }
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
