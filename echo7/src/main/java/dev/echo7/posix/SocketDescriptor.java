package dev.echo7.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteOrder;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
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

  private final int number;

  private SocketDescriptor(int number) {
    this.number = number;
  }

  /** Functions of C, linked at their first use: that takes tens of milliseconds. */
  private static final class Calls {
    static final CLibrary LIBRARY = new CLibrary();
    static final CLibrary.Call SOCKET_NAME = LIBRARY.socketName();
    static final CLibrary.Call PEER_NAME = LIBRARY.peerName();
    static final CLibrary.Call GET_OPTION = LIBRARY.getOption();
  }

  /** The ports of a connected socket, by which it is found. */
  public record Ports(int local, int remote) {

    /** Null if these are not the addresses of a connected IP socket. */
    public static @Nullable Ports of(
        @Nullable SocketAddress local, @Nullable SocketAddress remote) {
      return local instanceof InetSocketAddress here && remote instanceof InetSocketAddress there
          ? new Ports(here.getPort(), there.getPort())
          : null;
    }
  }

  /**
   * Finds a connected socket.
   *
   * @param protocol of IP
   * @return null if there is none, or the system has no proc(5)
   */
  public static @Nullable SocketDescriptor find(int protocol, Ports ports) throws IOException {
    return find(protocol, Set.of(ports)).get(ports);
  }

  /** Finds connected sockets in one pass; those that are not found are missing from the result. */
  static Map<Ports, SocketDescriptor> find(int protocol, Set<Ports> wanted) throws IOException {
    Map<Ports, SocketDescriptor> found = new HashMap<>();
    if (!Files.isDirectory(DESCRIPTORS)) {
      return found;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path each : all) {
        SocketDescriptor candidate =
            new SocketDescriptor(Integer.parseInt(each.getFileName().toString()));
        Ports ports = isSocket(each) ? candidate.ports(protocol) : null;
        if (ports != null && wanted.contains(ports)) {
          found.put(ports, candidate);
        }
        if (found.size() == wanted.size()) {
          break;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      // It is the descriptor of the directory itself, or was closed meanwhile.
      return false;
    }
  }

  /** Null if it is not a connected socket of this protocol. */
  private @Nullable Ports ports(int protocol) {
    try (Arena arena = Arena.ofConfined()) {
      return get(SOL_SOCKET, SO_PROTOCOL) == protocol
          ? new Ports(port(Calls.SOCKET_NAME, arena), port(Calls.PEER_NAME, arena))
          : null;
    } catch (IOException e) {
      // Not an IP socket, or not connected.
      return null;
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
      Calls.GET_OPTION.with(number, level, option, value, length);
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
      Calls.LIBRARY.setOption().with(number, level, option, memory, Integer.BYTES);
    }
  }
}
