package dev.echo7.server.fault.stage;

import dev.echo7.events.CloseReason;
import dev.echo7.fault.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/** {@code close=half}: our FIN comes after the first echo, and we go on reading. */
final class HalfCloseStage extends FaultStage {
  private boolean isClosed;

  HalfCloseStage(FaultyConnection faulty, Fault fault) {
    super(faulty, fault);
  }

  @Override
  void act(ChannelHandlerContext context, ByteBuf bytes, long at) {
    if (isClosed) {
      keep(bytes);
      return;
    }
    isClosed = true;
    int count = bytes.readableBytes();
    pass(context, bytes);
    hit(count);
    faulty().connection().endOutput(CloseReason.FAULT);
  }
}
