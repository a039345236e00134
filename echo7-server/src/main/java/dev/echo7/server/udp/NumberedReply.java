package dev.echo7.server.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;

/**
 * A reply between the echo and the socket.
 *
 * @param context the handler that has it
 * @param number of the datagram that it answers, among those of its source, from 1
 * @param copies what came of that datagram
 */
record NumberedReply(
    ChannelHandlerContext context, DatagramPacket packet, long number, Copies copies) {

  /** Whether a datagram is answered twice. */
  enum Copies {
    /** It is not. */
    ONE,
    /** This is the first of two replies. */
    FIRST,
    /** This is the second. */
    SECOND
  }

  InetSocketAddress to() {
    return packet.recipient();
  }

  /** Where its random numbers are: the two replies to a datagram may fare differently. */
  long position() {
    return copies == Copies.SECOND ? -number : number;
  }

  /** The same with these bytes, which become its own. */
  NumberedReply with(ByteBuf content) {
    return new NumberedReply(context, new DatagramPacket(content, to()), number, copies);
  }

  /** The same reply as this one of its copies. */
  NumberedReply as(Copies other) {
    return new NumberedReply(context, packet, number, other);
  }
}
