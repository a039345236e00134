package dev.echo7.server.fault.stage;

import dev.echo7.fault.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/** {@code rate=R/s}: at most R bytes per second, in pieces of 10 ms. */
final class RateStage extends FaultStage {
  private static final long PIECES_PER_SECOND = 100;
  private static final double SECOND_NS = 1e9;

  private final HeldEcho held;
  private final long pieceBytes;
  private long freeNs = System.nanoTime();

  RateStage(FaultyConnection faulty, Fault fault) {
    super(faulty, fault);
    this.held = new HeldEcho(faulty);
    this.pieceBytes = Math.max(1, fault.amount() / PIECES_PER_SECOND);
  }

  @Override
  void act(ChannelHandlerContext context, ByteBuf bytes, long at) {
    hitOnce();
    long nowNs = faulty().arrivedNs();
    try {
      while (bytes.isReadable()) {
        int count = (int) Math.min(bytes.readableBytes(), pieceBytes);
        long dueNs = freeNs - nowNs > 0 ? freeNs : nowNs;
        held.add(context, bytes.readRetainedSlice(count), dueNs);
        freeNs = dueNs + Math.round(count * SECOND_NS / fault().amount());
      }
    } finally {
      bytes.release();
    }
  }

  @Override
  void pass(ChannelHandlerContext context, ByteBuf bytes) {
    held.add(context, bytes, faulty().arrivedNs());
  }

  @Override
  void end(ChannelHandlerContext context, ByteBuf nothing, ChannelPromise promise) {
    held.addEnd(context, nothing, promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    super.handlerRemoved(context);
    held.drop();
  }
}
