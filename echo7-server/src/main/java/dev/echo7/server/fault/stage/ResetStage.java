package dev.echo7.server.fault.stage;

import dev.echo7.events.CloseReason;
import dev.echo7.fault.Fault;
import dev.echo7.server.netty.UntakenBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;

/**
 * {@code reset=N|T}: N bytes of the echo, or bytes for a time; then a reset.
 *
 * <p>A reset discards what the peer's kernel has not got yet. So it is sent when our kernel has
 * delivered everything, or after {@link #PATIENCE_NS}: a peer that does not read never gets it all.
 */
final class ResetStage extends FaultStage {
  private static final long PATIENCE_NS = Duration.ofSeconds(10).toNanos();
  private static final Duration LOOK_EVERY = Duration.ofMillis(1);

  private final UntakenBytes untaken = new UntakenBytes();
  private boolean isOver;

  ResetStage(FaultyConnection faulty, Fault fault) {
    super(faulty, fault);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    context.fireChannelActive();
    Duration time = fault().time();
    if (time != null) {
      after(context, time, () -> deliver(context, 0));
    } else if (fault().amount() == 0 && fault().scope().afterBytes() == 0) {
      deliver(context, 0);
    }
  }

  @Override
  void act(ChannelHandlerContext context, ByteBuf bytes, long at) {
    if (isOver) {
      keep(bytes);
      return;
    }
    long left = fault().time() == null ? fault().amount() - at : Long.MAX_VALUE;
    if (left > bytes.readableBytes()) {
      pass(context, bytes);
      return;
    }
    pass(context, bytes.readRetainedSlice((int) left));
    keep(bytes);
    deliver(context, left);
  }

  /** The peer's FIN, or a drain, must not end the connection in another way meanwhile. */
  @Override
  void end(ChannelHandlerContext context, ByteBuf nothing, ChannelPromise promise) {
    if (isOver) {
      nothing.release();
    } else {
      context.write(nothing, promise);
    }
  }

  private void deliver(ChannelHandlerContext context, long further) {
    if (!isOver) {
      isOver = true;
      hit(further);
      long endNs = System.nanoTime() + PATIENCE_NS;
      context
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(written -> resetWhenDelivered(context, endNs));
    }
  }

  private void resetWhenDelivered(ChannelHandlerContext context, long endNs) {
    if (!context.channel().isOpen()) {
      return;
    }
    if (untaken.of(context.channel()) == 0 || System.nanoTime() - endNs >= 0) {
      faulty().connection().reset(CloseReason.FAULT);
    } else {
      after(context, LOOK_EVERY, () -> resetWhenDelivered(context, endNs));
    }
  }
}
