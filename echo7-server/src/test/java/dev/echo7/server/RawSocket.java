package dev.echo7.server;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Assumptions;

/** A raw socket (raw(7)), by which a datagram can say that it comes from somebody else. Linux. */
public final class RawSocket implements AutoCloseable {
  private static final int AF_INET = 2;
  private static final int SOCK_RAW = 3;
  private static final int IPPROTO_RAW = 255;
  private static final int UDP = 17;
  private static final int IP_HEADER = 20;
  private static final int UDP_HEADER = 8;
  private static final int ADDRESS_BYTES = 16;

  private final int descriptor;

  private RawSocket(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Skips the test where that is not allowed. */
  public static RawSocket open() throws Throwable {
    int descriptor =
        (int)
            function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT)
                .invokeExact(AF_INET, SOCK_RAW, IPPROTO_RAW);
    Assumptions.assumeTrue(descriptor >= 0, "a raw socket needs root or CAP_NET_RAW");
    return new RawSocket(descriptor);
  }

  /** Sends a UDP datagram over IPv4 whose source is made up. */
  public void send(InetSocketAddress from, InetSocketAddress to, byte... payload) throws Throwable {
    ByteBuffer packet = ByteBuffer.allocate(IP_HEADER + UDP_HEADER + payload.length);
    packet.put((byte) 0x45).put((byte) 0).putShort((short) packet.capacity());
    packet.putInt(0).put((byte) 64).put((byte) UDP).putShort((short) 0);
    packet.put(from.getAddress().getAddress()).put(to.getAddress().getAddress());
    packet.putShort((short) from.getPort()).putShort((short) to.getPort());
    packet.putShort((short) (UDP_HEADER + payload.length)).putShort((short) 0).put(payload);
    ByteBuffer address = ByteBuffer.allocate(ADDRESS_BYTES);
    address.order(ByteOrder.nativeOrder()).putShort((short) AF_INET).putShort((short) 0);
    address.put(to.getAddress().getAddress());
    MethodHandle sendto =
        function("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    try (Arena arena = Arena.ofConfined()) {
      long sent =
          (long)
              sendto.invokeExact(
                  descriptor,
                  copy(packet.array(), arena),
                  (long) packet.capacity(),
                  0,
                  copy(address.array(), arena),
                  ADDRESS_BYTES);
      assertEquals(packet.capacity(), sent);
    }
  }

  @Override
  public void close() {
    try {
      assertEquals(0, (int) function("close", JAVA_INT, JAVA_INT).invokeExact(descriptor));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MemorySegment copy(byte[] bytes, Arena arena) {
    return arena.allocateFrom(JAVA_BYTE, bytes);
  }

  @SuppressWarnings("restricted") // the JDK offers no raw sockets of its own
  private static MethodHandle function(String name, MemoryLayout returns, MemoryLayout... takes) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().find(name).orElseThrow(), FunctionDescriptor.of(returns, takes));
  }

  public static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }
}
