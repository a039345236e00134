package dev.echo7.server.fault;

import dev.echo7.fault.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/** {@code truncate}: the connection ends with our FIN, but without a close_notify before it. */
final class TruncateStage extends FaultStage {
  TruncateStage(FaultyConnection faulty, Fault fault) {
    super(faulty, fault);
  }

  @Override
  void act(ChannelHandlerContext context, ByteBuf bytes, long at) {
    pass(context, bytes);
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (context.channel().isOpen()) {
      hit();
    }
    // Past TLS, which would say goodbye.
    context.channel().unsafe().close(promise);
  }
}
