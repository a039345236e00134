package dev.echo7.server.tls;

import dev.echo7.fault.FaultWord;
import dev.echo7.server.fault.stage.FaultyConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code handshake=slow}: the answer to the ClientHello comes a byte per 100 ms. No answer is
 * complete before the timeout for handshakes, which ends the connection.
 *
 * <p>Holds one answer, since TLS makes no other before the peer's next. On the connection's event
 * loop.
 */
final class SlowHandshake extends ChannelDuplexHandler {
  private static final long EVERY_MS = 100;

  private final FaultyConnection faulty;
  private final Queue<Part> parts = new ArrayDeque<>();
  private @Nullable ScheduledFuture<?> timer;
  private boolean hasHit;

  SlowHandshake(FaultyConnection faulty) {
    this.faulty = faulty;
  }

  private record Part(ByteBuf bytes, ChannelPromise promise) {}

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    parts.add(new Part((ByteBuf) message, promise));
    if (!hasHit) {
      hasHit = true;
      faulty.hit(FaultWord.HANDSHAKE, 0);
    }
    if (timer == null) {
      timer =
          context
              .executor()
              .scheduleAtFixedRate(
                  () -> sendOne(context), EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
    }
  }

  private void sendOne(ChannelHandlerContext context) {
    Part first = parts.peek();
    if (first == null) {
      return;
    }
    if (first.bytes.readableBytes() > 1) {
      context.writeAndFlush(
          Unpooled.buffer(1).writeByte(first.bytes.readByte()), context.voidPromise());
    } else {
      parts.remove();
      context.writeAndFlush(first.bytes, first.promise);
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    drop();
    context.close(promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    drop();
  }

  private void drop() {
    if (timer != null) {
      timer.cancel(false);
    }
    for (Part part = parts.poll(); part != null; part = parts.poll()) {
      part.bytes.release();
      part.promise.tryFailure(new ClosedChannelException());
    }
  }
}
