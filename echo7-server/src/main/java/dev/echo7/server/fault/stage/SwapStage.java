package dev.echo7.server.fault.stage;

import dev.echo7.fault.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * {@code swap=1/N}: at each byte, with probability 1/N, up to {@value OthersBytes#MOST} bytes of
 * another connection of the endpoint begin, in place of the own ones. Where and how many can be
 * repeated, but not which bytes: while no other connection has sent any, none are swapped.
 */
final class SwapStage extends FaultStage {
  private final OthersBytes others;
  private final long own;
  private final Draws gaps;
  private final Draws lengths;
  private long hits;
  private long nextAt;

  SwapStage(FaultyConnection faulty, Fault fault, Draws draws, OthersBytes others) {
    super(faulty, fault);
    this.others = others;
    this.own = faulty.connection().view().id();
    this.gaps = draws.part(0);
    this.lengths = draws.part(1);
    this.nextAt = gaps.gap(fault.amount(), 0);
  }

  @Override
  void act(ChannelHandlerContext context, ByteBuf bytes, long at) {
    byte[] foreign = others.besides(own);
    others.offer(own, bytes);
    long end = at + bytes.readableBytes();
    while (nextAt < end) {
      int drawn = 1 + (int) ((lengths.bits(hits) >>> 1) % OthersBytes.MOST);
      int length = (int) Math.min(Math.min(drawn, foreign.length), end - nextAt);
      if (length > 0) {
        bytes.setBytes(bytes.readerIndex() + (int) (nextAt - at), foreign, 0, length);
        faulty().hit(fault().word(), position() + nextAt - at);
      }
      hits++;
      nextAt += drawn + gaps.gap(fault().amount(), hits);
    }
    pass(context, bytes);
  }
}
