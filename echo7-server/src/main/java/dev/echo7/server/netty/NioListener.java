package dev.echo7.server.netty;

import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket on NIO that reports an accepted connection whose channel could not be created;
 * Netty would close it silently.
 */
final class NioListener extends NioServerSocketChannel {

  NioListener(@Nullable SocketProtocolFamily family) {
    super(SelectorProvider.provider(), family);
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws IOException {
    SocketChannel socket = javaChannel().accept();
    if (socket == null) {
      return 0;
    }
    SocketAddress remote = socket.getRemoteAddress();
    try {
      accepted.add(new NioSocketChannel(this, socket));
      return 1;
    } catch (RuntimeException | Error e) {
      reset(socket);
      pipeline().fireExceptionCaught(new UnacceptedException(remote, e));
      return 0;
    }
  }

  private static void reset(SocketChannel socket) throws IOException {
    try (socket) {
      if (socket.isOpen()) {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    }
  }
}
