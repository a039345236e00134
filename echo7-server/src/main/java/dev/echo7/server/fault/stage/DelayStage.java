package dev.echo7.server.fault.stage;

import dev.echo7.fault.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.Objects;

/** {@code delay=D±J}: each byte comes later, with one draw per KiB of position. */
final class DelayStage extends FaultStage {
  private static final int BYTES_PER_DRAW = 1024;

  private final HeldEcho held;
  private final Draws draws;
  private final Duration time;

  DelayStage(FaultyConnection faulty, Fault fault, Draws draws) {
    super(faulty, fault);
    this.draws = draws;
    this.held = new HeldEcho(faulty);
    this.time = Objects.requireNonNull(fault.time());
  }

  @Override
  void act(ChannelHandlerContext context, ByteBuf bytes, long at) {
    hitOnce();
    long nowNs = faulty().arrivedNs();
    if (fault().jitter().isZero()) {
      held.add(context, bytes, nowNs + time.toNanos());
      return;
    }
    long from = at;
    try {
      while (bytes.isReadable()) {
        long kib = from / BYTES_PER_DRAW;
        int count = (int) Math.min(bytes.readableBytes(), (kib + 1) * BYTES_PER_DRAW - from);
        held.add(context, bytes.readRetainedSlice(count), nowNs + delayNs(kib));
        from += count;
      }
    } finally {
      bytes.release();
    }
  }

  private long delayNs(long kib) {
    double spread = (2 * draws.share(kib) - 1) * fault().jitter().toNanos();
    return time.toNanos() + Math.round(spread);
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
