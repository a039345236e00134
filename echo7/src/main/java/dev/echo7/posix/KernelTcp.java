package dev.echo7.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's measurements of a TCP connection on Linux: TCP_INFO of tcp(7), struct tcp_info of
 * linux/tcp.h.
 *
 * @param rttUs smoothed round trip time of segments to their acknowledgements, in microseconds
 * @param rttVarUs the mean deviation of the round trip time
 * @param retransmits segments sent again since the connection was opened
 * @param cwndBytes the congestion window: how much may be in flight
 */
public record KernelTcp(long rttUs, long rttVarUs, long retransmits, long cwndBytes) {
  static final int IPPROTO_TCP = 6;

  private static final int TCP_INFO = 11;
  private static final int SEND_MSS_AT = 16;
  private static final int RTT_AT = 68;
  private static final int RTT_VAR_AT = 72;
  private static final int SEND_CWND_AT = 80;
  private static final int TOTAL_RETRANS_AT = 100;
  private static final int WANTED_BYTES = 104;

  /** Reads them; null where the system has none. */
  public static @Nullable KernelTcp of(SocketChannel channel) {
    try {
      SocketDescriptor.Ports ports =
          SocketDescriptor.Ports.of(channel.getLocalAddress(), channel.getRemoteAddress());
      SocketDescriptor socket = ports == null ? null : SocketDescriptor.find(IPPROTO_TCP, ports);
      return socket == null ? null : of(socket);
    } catch (IOException e) {
      return null;
    }
  }

  /** The same of a socket that was found before; null, too, if it is not open any more. */
  static @Nullable KernelTcp of(SocketDescriptor socket) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(WANTED_BYTES, Long.BYTES);
      if (socket.get(IPPROTO_TCP, TCP_INFO, info) < WANTED_BYTES) {
        return null;
      }
      return new KernelTcp(
          unsigned(info, RTT_AT),
          unsigned(info, RTT_VAR_AT),
          unsigned(info, TOTAL_RETRANS_AT),
          unsigned(info, SEND_CWND_AT) * unsigned(info, SEND_MSS_AT));
    } catch (IOException e) {
      return null;
    }
  }

  private static long unsigned(MemorySegment info, int at) {
    return Integer.toUnsignedLong(info.get(ValueLayout.JAVA_INT, at));
  }
}
