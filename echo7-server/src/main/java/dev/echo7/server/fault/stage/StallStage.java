package dev.echo7.server.fault.stage;

import dev.echo7.events.CloseReason;
import dev.echo7.fault.Fault;
import dev.echo7.fault.FaultWord;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;

/**
 * {@code stall=N}: N bytes of the echo, then silence; {@code noread}: silence at once, and the
 * peer's bytes stay with the kernel.
 *
 * <p>After the peer's FIN, the silence lasts for {@link #AFTER_FIN} more: a client that has gone
 * could not be told from one that waits, and would be kept for good.
 */
public final class StallStage extends FaultStage {
  /** As long as Linux keeps a socket that its program has closed (tcp(7), tcp_fin_timeout). */
  static final Duration AFTER_FIN = Duration.ofSeconds(60);

  private final boolean reads;
  private boolean isSilent;

  public StallStage(FaultyConnection faulty, Fault fault) {
    super(faulty, fault);
    this.reads = fault.word() != FaultWord.NOREAD;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    context.fireChannelActive();
    if (fault().amount() == 0 && fault().scope().afterBytes() == 0) {
      beSilent(0);
    }
  }

  /** Falls silent, that many bytes after the first one of those that it was given. */
  public void beSilent(long further) {
    if (!isSilent) {
      isSilent = true;
      hit(further);
      if (!reads) {
        faulty().withheld().allowMore(false);
      }
    }
  }

  @Override
  void act(ChannelHandlerContext context, ByteBuf bytes, long at) {
    long left = isSilent ? 0 : fault().amount() - at;
    if (left > bytes.readableBytes()) {
      pass(context, bytes);
      return;
    }
    pass(context, bytes.readRetainedSlice((int) left));
    keep(bytes);
    beSilent(left);
  }

  /** The kernel wakes even a connection that is not read from when the peer has ended it. */
  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (isSilent && !reads) {
      ReferenceCountUtil.release(message);
    } else {
      context.fireChannelRead(message);
    }
  }

  @Override
  void end(ChannelHandlerContext context, ByteBuf nothing, ChannelPromise promise) {
    if (isSilent) {
      nothing.release();
      after(context, AFTER_FIN, () -> faulty().connection().reset(CloseReason.FAULT));
    } else {
      context.write(nothing, promise);
    }
  }
}
