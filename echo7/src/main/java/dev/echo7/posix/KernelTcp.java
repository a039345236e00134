package dev.echo7.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's measurements of a TCP connection on Linux: TCP_INFO of tcp(7), struct tcp_info of
 * linux/tcp.h.
 *
 * @param rttUs smoothed round trip time of segments to their acknowledgements, in microseconds
 * @param rttVarUs the mean deviation of the round trip time
 * @param retransmits segments sent again since the connection was opened
 */
public record KernelTcp(long rttUs, long rttVarUs, long retransmits) {
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_INFO = 11;
  private static final int RTT_AT = 68;
  private static final int RTT_VAR_AT = 72;
  private static final int TOTAL_RETRANS_AT = 100;
  private static final int WANTED_BYTES = 104;

  /** Reads them; null where the system has none. */
  public static @Nullable KernelTcp of(SocketChannel channel) {
    try (Arena arena = Arena.ofConfined()) {
      if (!(channel.getLocalAddress() instanceof InetSocketAddress local)
          || !(channel.getRemoteAddress() instanceof InetSocketAddress remote)) {
        return null;
      }
      SocketDescriptor socket =
          SocketDescriptor.find(IPPROTO_TCP, local.getPort(), remote.getPort());
      if (socket == null) {
        return null;
      }
      MemorySegment info = arena.allocate(WANTED_BYTES, Long.BYTES);
      if (socket.get(IPPROTO_TCP, TCP_INFO, info) < WANTED_BYTES) {
        return null;
      }
      return new KernelTcp(
          unsigned(info, RTT_AT), unsigned(info, RTT_VAR_AT), unsigned(info, TOTAL_RETRANS_AT));
    } catch (IOException e) {
      return null;
    }
  }

  private static long unsigned(MemorySegment info, int at) {
    return Integer.toUnsignedLong(info.get(ValueLayout.JAVA_INT, at));
  }
}
