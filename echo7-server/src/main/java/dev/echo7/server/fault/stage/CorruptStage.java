package dev.echo7.server.fault.stage;

import dev.echo7.fault.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/** {@code corrupt=1/N}: each byte has one bit flipped with probability 1/N. */
final class CorruptStage extends FaultStage {
  private final Draws gaps;
  private final Draws bits;
  private long hits;
  private long nextAt;

  CorruptStage(FaultyConnection faulty, Fault fault, Draws draws) {
    super(faulty, fault);
    this.gaps = draws.part(0);
    this.bits = draws.part(1);
    this.nextAt = gaps.gap(fault.amount(), 0);
  }

  @Override
  void act(ChannelHandlerContext context, ByteBuf bytes, long at) {
    int count = bytes.readableBytes();
    while (nextAt < at + count) {
      int index = bytes.readerIndex() + (int) (nextAt - at);
      int bit = (int) (bits.bits(hits) & 7);
      bytes.setByte(index, bytes.getByte(index) ^ (1 << bit));
      faulty().hit(fault().word(), position() + nextAt - at);
      hits++;
      nextAt += 1 + gaps.gap(fault().amount(), hits);
    }
    pass(context, bytes);
  }
}
