package dev.echo7.server.fault.stage;

import dev.echo7.events.CloseReason;
import dev.echo7.fault.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;

/** {@code cut=N|T}: N bytes of the echo, or bytes for a time; then our FIN. */
final class CutStage extends FaultStage {
  private boolean isCut;

  CutStage(FaultyConnection faulty, Fault fault) {
    super(faulty, fault);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    context.fireChannelActive();
    Duration time = fault().time();
    if (time != null) {
      after(context, time, () -> cut(0));
    } else if (fault().amount() == 0 && fault().scope().afterBytes() == 0) {
      cut(0);
    }
  }

  @Override
  void act(ChannelHandlerContext context, ByteBuf bytes, long at) {
    if (isCut) {
      keep(bytes);
      return;
    }
    if (fault().time() != null) {
      pass(context, bytes);
      return;
    }
    long left = fault().amount() - at;
    if (left > bytes.readableBytes()) {
      pass(context, bytes);
      return;
    }
    pass(context, bytes.readRetainedSlice((int) left));
    keep(bytes);
    cut(left);
  }

  private void cut(long further) {
    if (!isCut) {
      isCut = true;
      hit(further);
      faulty().connection().end(CloseReason.FAULT);
    }
  }
}
