package dev.echo7.server.fault.stage;

import dev.echo7.fault.Fault;
import dev.echo7.fault.FaultScope;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One fault of one connection: a stage that the echo passes on its way to the socket.
 *
 * <p>It counts the bytes, and gives those within the fault's scope to {@link #act}, the others to
 * {@link #pass}. An empty write that somebody waits for, which marks an end of the echo, stays
 * behind the bytes before it. On the connection's event loop.
 */
abstract class FaultStage extends ChannelDuplexHandler {
  private final FaultyConnection faulty;
  private final Fault fault;
  private final long beganNs = System.nanoTime();
  private long position;
  private long actedAt = -1;
  private boolean hasHit;
  private @Nullable ScheduledFuture<?> timer;

  FaultStage(FaultyConnection faulty, Fault fault) {
    this.faulty = faulty;
    this.fault = fault;
  }

  /**
   * Bytes within the scope of the fault; this takes them over.
   *
   * @param at how many bytes were within the scope before them
   */
  abstract void act(ChannelHandlerContext context, ByteBuf bytes, long at);

  /** Bytes that the fault does not concern; this takes them over. */
  void pass(ChannelHandlerContext context, ByteBuf bytes) {
    context.write(bytes, context.voidPromise());
  }

  /** An end of the echo: done when everything before it has gone to the kernel. */
  void end(ChannelHandlerContext context, ByteBuf nothing, ChannelPromise promise) {
    context.write(nothing, promise);
  }

  final FaultyConnection faulty() {
    return faulty;
  }

  final Fault fault() {
    return fault;
  }

  /** How many bytes of the echo have come to this stage. */
  final long position() {
    return position;
  }

  /** The fault has acted at the current byte. */
  final void hit() {
    hit(0);
  }

  /** The same, that many bytes after the first one of those that it was given. */
  final void hit(long further) {
    faulty.hit(fault.word(), position + further);
  }

  /** The same, for one that acts all the time: only the first time counts. */
  final void hitOnce() {
    if (!hasHit) {
      hasHit = true;
      hit();
    }
  }

  /** Keeps bytes for good. */
  final void keep(ByteBuf bytes) {
    faulty.withheld().keep(bytes.readableBytes());
    bytes.release();
  }

  /** Runs a task on this event loop, unless the connection has ended by then. */
  final void after(ChannelHandlerContext context, Duration time, Runnable task) {
    timer = context.executor().schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    ByteBuf bytes = (ByteBuf) message;
    if (!bytes.isReadable()) {
      end(context, bytes, promise);
      return;
    }
    take(context, bytes);
    if (!promise.isVoid()) {
      end(context, context.alloc().buffer(0, 0), promise);
    }
  }

  private void take(ChannelHandlerContext context, ByteBuf bytes) {
    FaultScope scope = fault.scope();
    long before = scope.afterBytes() - position;
    if (before > 0) {
      int first = (int) Math.min(before, bytes.readableBytes());
      passed(context, bytes.readRetainedSlice(first));
    }
    if (!bytes.isReadable()) {
      bytes.release();
    } else if (scope.isTime(System.nanoTime() - beganNs)) {
      int count = bytes.readableBytes();
      if (actedAt < 0) {
        actedAt = position;
      }
      act(context, bytes, position - actedAt);
      position += count;
    } else {
      passed(context, bytes);
    }
  }

  private void passed(ChannelHandlerContext context, ByteBuf bytes) {
    int count = bytes.readableBytes();
    pass(context, bytes);
    position += count;
  }
}
