package dev.echo7.server.fault.stage;

import dev.echo7.fault.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/** {@code slice=N}: segments of N bytes; {@code record=N}: TLS records of N bytes. */
final class SliceStage extends FaultStage {
  SliceStage(FaultyConnection faulty, Fault fault) {
    super(faulty, fault);
  }

  @Override
  void act(ChannelHandlerContext context, ByteBuf bytes, long at) {
    hitOnce();
    while (bytes.isReadable()) {
      int count = (int) Math.min(bytes.readableBytes(), fault().amount());
      context.writeAndFlush(bytes.readRetainedSlice(count), context.voidPromise());
    }
    bytes.release();
  }
}
