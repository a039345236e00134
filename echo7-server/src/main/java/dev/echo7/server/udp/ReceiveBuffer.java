package dev.echo7.server.udp;

import dev.echo7.server.config.EventLoopKind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kernel's memory for datagrams that have arrived and are not yet read. */
final class ReceiveBuffer {
  /** One second of small datagrams at 10,000 per second, or 60 of the largest. */
  static final int WANTED_BYTES = 4 << 20;

  private ReceiveBuffer() {}

  /**
   * Asks for that much.
   *
   * @param place the socket, as the console calls it
   * @return null if the kernel gave it, or else a line that says what to do
   */
  static @Nullable String request(Channel channel, int wantedBytes, String place) {
    channel.config().setOption(ChannelOption.SO_RCVBUF, wantedBytes);
    Integer told = channel.config().getOption(ChannelOption.SO_RCVBUF);
    int gotBytes = told == null ? 0 : isDoubled(channel) ? told / 2 : told;
    if (gotBytes >= wantedBytes) {
      return null;
    }
    return String.format(
        Locale.ROOT,
        "%s: the receive buffer is %d bytes, not %d, so bursts may be lost; %s",
        place,
        gotBytes,
        wantedBytes,
        EventLoopKind.isLinux()
            ? "run sysctl -w net.core.rmem_max=" + wantedBytes
            : "raise the system's limit for socket buffers");
  }

  /**
   * socket(7): Linux doubles what was asked for; the JDK halves what the kernel reports, Netty does
   * not.
   */
  private static boolean isDoubled(Channel channel) {
    return EventLoopKind.isLinux() && !(channel instanceof NioDatagramChannel);
  }
}
