package dev.echo7.server.udp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * Sends a datagram, be it empty.
 *
 * <p>Netty 4.2 skips an empty datagram on every transport; in the middle of several, epoll then
 * miscounts and sends another one twice. So an empty one bypasses Netty's output buffer. Used on
 * the channel's event loop.
 */
final class DatagramReply {
  private static final AttributeKey<DatagramChannel> JDK_CHANNEL =
      AttributeKey.valueOf(DatagramReply.class, "jdk");

  /** Direct, as the native code wants it; none of it is sent. */
  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(1);

  private DatagramReply() {}

  /** A channel on NIO that can send empty datagrams too: Netty does not give away what is in it. */
  static NioDatagramChannel nioChannel(SocketProtocolFamily family) {
    try {
      DatagramChannel jdk =
          DatagramChannel.open(
              family == SocketProtocolFamily.INET
                  ? StandardProtocolFamily.INET
                  : StandardProtocolFamily.INET6);
      NioDatagramChannel channel = new NioDatagramChannel(jdk);
      channel.attr(JDK_CHANNEL).set(jdk);
      return channel;
    } catch (UnsupportedOperationException e) {
      // In the words of strerror(3), as the other transports have it.
      throw new ChannelException("Address family not supported by protocol", e);
    } catch (IOException e) {
      throw new ChannelException(e);
    }
  }

  /** Writes without a flush, and releases the packet; a failure goes to the pipeline. */
  static void write(ChannelHandlerContext context, DatagramPacket reply) throws IOException {
    if (reply.content().isReadable() || !isNextToSocket(context)) {
      context.write(reply, context.voidPromise());
      return;
    }
    InetSocketAddress to = reply.recipient();
    reply.release();
    sendEmpty(context.channel(), to);
  }

  /** Whether nothing between the handler, or where it was, and the socket sees what it writes. */
  private static boolean isNextToSocket(ChannelHandlerContext context) {
    ChannelHandlerContext first = context.pipeline().context(ChannelOutboundHandler.class);
    return context.isRemoved() || first == null || first.equals(context);
  }

  private static void sendEmpty(Channel channel, InetSocketAddress to) throws IOException {
    if (channel instanceof UnixChannel unix) {
      ((Socket) unix.fd()).sendTo(NOTHING, 0, 0, to.getAddress(), to.getPort());
    } else {
      channel.attr(JDK_CHANNEL).get().send(ByteBuffer.allocate(0), to);
    }
  }
}
