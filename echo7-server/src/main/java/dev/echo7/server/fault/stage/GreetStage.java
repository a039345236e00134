package dev.echo7.server.fault.stage;

import dev.echo7.fault.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

/** {@code greet=TEXT}: the server speaks first. */
final class GreetStage extends FaultStage {
  GreetStage(FaultyConnection faulty, Fault fault) {
    super(faulty, fault);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    context.fireChannelActive();
    ByteBuf text = Unpooled.wrappedBuffer(fault().text());
    hit();
    faulty().withheld().keep(-text.readableBytes());
    context.writeAndFlush(text, context.voidPromise());
    faulty().connection().view().lookAtOutput();
  }

  @Override
  void act(ChannelHandlerContext context, ByteBuf bytes, long at) {
    pass(context, bytes);
  }
}
