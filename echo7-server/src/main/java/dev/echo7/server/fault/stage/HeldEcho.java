package dev.echo7.server.fault.stage;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that wait until they are due, in order: a delay line. On the connection's event loop.
 *
 * <p>They are copied, because they came in a buffer that all connections of the event loop share.
 */
final class HeldEcho {
  private final FaultyConnection faulty;
  private final Queue<Item> items = new ArrayDeque<>();
  private long lastDueNs = System.nanoTime();
  private @Nullable ScheduledFuture<?> timer;

  HeldEcho(FaultyConnection faulty) {
    this.faulty = faulty;
  }

  private record Item(ByteBuf bytes, ChannelPromise promise, long dueNs) {}

  /**
   * Takes bytes over until a time; not before those that came before them.
   *
   * @return when they are due
   */
  long add(ChannelHandlerContext context, ByteBuf bytes, long dueNs) {
    long due = dueNs - lastDueNs > 0 ? dueNs : lastDueNs;
    ByteBuf own;
    try {
      own = context.alloc().directBuffer(bytes.readableBytes(), bytes.readableBytes());
      own.writeBytes(bytes);
    } finally {
      bytes.release();
    }
    put(context, new Item(own, context.voidPromise(), due));
    faulty.hold(own.readableBytes());
    return due;
  }

  /** Takes over an end of the echo, behind the bytes before it. */
  void addEnd(ChannelHandlerContext context, ByteBuf nothing, ChannelPromise promise) {
    if (items.isEmpty()) {
      context.write(nothing, promise);
    } else {
      put(context, new Item(nothing, promise, lastDueNs));
    }
  }

  private void put(ChannelHandlerContext context, Item item) {
    lastDueNs = item.dueNs;
    items.add(item);
    if (timer == null) {
      wait(context, item);
    }
  }

  private void wait(ChannelHandlerContext context, Item first) {
    long waitNs = Math.max(0, first.dueNs - System.nanoTime());
    timer = context.executor().schedule(() -> release(context), waitNs, TimeUnit.NANOSECONDS);
  }

  private void release(ChannelHandlerContext context) {
    timer = null;
    long nowNs = System.nanoTime();
    Item first = items.peek();
    while (first != null && first.dueNs - nowNs <= 0) {
      items.remove();
      // Before it is sent, for a stage behind may end the connection with it, and count.
      faulty.withheld().hold(-first.bytes.readableBytes());
      context.write(first.bytes, first.promise);
      first = items.peek();
    }
    context.flush();
    faulty.hold(0);
    faulty.connection().view().lookAtOutput();
    if (first != null && timer == null) {
      wait(context, first);
    }
  }

  /** The connection has ended. */
  void drop() {
    if (timer != null) {
      timer.cancel(false);
    }
    Item item = items.poll();
    while (item != null) {
      faulty.withheld().hold(-item.bytes.readableBytes());
      faulty.withheld().keep(item.bytes.readableBytes());
      item.bytes.release();
      if (!item.promise.isVoid()) {
        item.promise.tryFailure(new ClosedChannelException());
      }
      item = items.poll();
    }
  }
}
