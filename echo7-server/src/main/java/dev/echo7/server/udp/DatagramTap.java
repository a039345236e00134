package dev.echo7.server.udp;

import dev.echo7.server.tap.PayloadTap;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;

/** Shows datagrams to a tap on their way to the echo. One instance per server. */
@Sharable
final class DatagramTap extends ChannelInboundHandlerAdapter {
  private final PayloadTap tap;

  DatagramTap(PayloadTap tap) {
    this.tap = tap;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    tap.datagramReceived(packet.sender(), packet.content().nioBuffer().asReadOnlyBuffer());
    context.fireChannelRead(packet);
  }
}
