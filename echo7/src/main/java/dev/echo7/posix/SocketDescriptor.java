package dev.echo7.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file descriptor of one of our sockets, for socket options that the JDK does not have. Linux
 * only: found by its ports among the descriptors in proc(5).
 */
public final class SocketDescriptor {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final int SOL_SOCKET = 1;
  private static final int SO_PROTOCOL = 38;
  private static final int ADDRESS_BYTES = 128;

  private final CLibrary library;
  private final int number;

  private SocketDescriptor(CLibrary library, int number) {
    this.library = library;
    this.number = number;
  }

  /**
   * Finds a connected socket.
   *
   * @param protocol of IP
   * @return null if there is none, or the system has no proc(5)
   */
  public static @Nullable SocketDescriptor find(int protocol, int localPort, int remotePort)
      throws IOException {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return null;
    }
    CLibrary library = new CLibrary();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path each : all) {
        SocketDescriptor candidate =
            new SocketDescriptor(library, Integer.parseInt(each.getFileName().toString()));
        if (isSocket(each) && candidate.is(protocol, localPort, remotePort)) {
          return candidate;
        }
      }
    }
    return null;
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      // It is the descriptor of the directory itself, or was closed meanwhile.
      return false;
    }
  }

  private boolean is(int protocol, int localPort, int remotePort) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(JAVA_INT);
      get(SOL_SOCKET, SO_PROTOCOL, found);
      return found.get(JAVA_INT, 0) == protocol
          && port(library.socketName(), arena) == localPort
          && port(library.peerName(), arena) == remotePort;
    } catch (IOException e) {
      // Not an IP socket, or not connected.
      return false;
    }
  }

  /** sockaddr_in and sockaddr_in6 both have the port in bytes 2 and 3. */
  private int port(CLibrary.Call name, Arena arena) throws IOException {
    MemorySegment address = arena.allocate(ADDRESS_BYTES, Long.BYTES);
    MemorySegment length = arena.allocate(JAVA_INT);
    length.set(JAVA_INT, 0, ADDRESS_BYTES);
    name.with(number, address, length);
    return Short.toUnsignedInt(address.asByteBuffer().order(ByteOrder.BIG_ENDIAN).getShort(2));
  }

  /** getsockopt(2); returns the number of bytes that the kernel wrote. */
  int get(int level, int option, MemorySegment value) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment length = arena.allocate(JAVA_INT);
      length.set(JAVA_INT, 0, (int) value.byteSize());
      library.getOption().with(number, level, option, value, length);
      return length.get(JAVA_INT, 0);
    }
  }

  /** getsockopt(2) of an option that is an int. */
  int get(int level, int option) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      get(level, option, value);
      return value.get(JAVA_INT, 0);
    }
  }

  /** setsockopt(2) of an option that is an int. */
  void set(int level, int option, int value) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocateFrom(JAVA_INT, value);
      library.setOption().with(number, level, option, memory, Integer.BYTES);
    }
  }
}
