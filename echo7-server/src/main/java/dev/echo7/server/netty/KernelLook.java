package dev.echo7.server.netty;

import dev.echo7.events.KernelInfo;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import org.jspecify.annotations.Nullable;

/** Asks the kernel about a TCP connection: one system call. Any thread. */
public final class KernelLook {

  private KernelLook() {}

  /** Null where there is no TCP, no way to ask (only epoll has one), or no socket any more. */
  public static @Nullable KernelInfo at(Channel connection) {
    if (!(connection instanceof EpollSocketChannel socket) || !socket.isOpen()) {
      return null;
    }
    try {
      EpollTcpInfo info = socket.tcpInfo();
      // A socket that is closed meanwhile leaves its descriptor's number to another one.
      return socket.isOpen() ? new KernelInfo(info.rtt(), info.totalRetrans()) : null;
    } catch (ChannelException e) {
      return null;
    }
  }
}
