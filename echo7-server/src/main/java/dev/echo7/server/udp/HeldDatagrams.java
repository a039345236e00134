package dev.echo7.server.udp;

import dev.echo7.server.memory.CountedMemory;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Replies of one endpoint that wait until they are due, those of all its sockets together. Those
 * that are due at the same time keep their order.
 *
 * <p>Each is copied, since it came in a buffer that all sockets share, and counted by the memory of
 * the copy. On one event loop.
 */
final class HeldDatagrams {
  /** What the smallest one is counted as: its copy, and what the queue needs for it. */
  private static final int LEAST_BYTES = 256;

  private final CountedMemory memory;
  private final Queue<Held> queue =
      new PriorityQueue<>(
          Comparator.comparingLong((Held held) -> held.afterStartNs)
              .thenComparingLong(held -> held.number));
  private final long startNs = System.nanoTime();
  private long added;
  private long bytes;
  private @Nullable ScheduledFuture<?> timer;
  private long timerNs;

  HeldDatagrams(CountedMemory memory) {
    this.memory = memory;
  }

  /** One of them. */
  static final class Held {
    private final NumberedReply reply;
    private final Consumer<NumberedReply> next;
    private final long afterStartNs;
    private final long number;
    private boolean waits = true;

    private Held(
        NumberedReply reply, Consumer<NumberedReply> next, long afterStartNs, long number) {
      this.reply = reply;
      this.next = next;
      this.afterStartNs = afterStartNs;
      this.number = number;
    }

    /** Whether it has not been given on, or dropped. */
    boolean isWaiting() {
      return waits;
    }
  }

  /**
   * Takes a reply over until it is due, and gives it on then.
   *
   * @param mostBytes that all of them may take
   * @param next takes it when it is due
   * @return null if there is no room for it: then it remains the caller's
   */
  @Nullable Held add(
      NumberedReply reply, long dueNs, long mostBytes, Consumer<NumberedReply> next) {
    ByteBuf content = reply.packet().content();
    if (memory.isTight() || bytes + LEAST_BYTES + content.readableBytes() > mostBytes) {
      return null;
    }
    ByteBuf own = memory.directBuffer(content.readableBytes(), content.readableBytes());
    own.writeBytes(content);
    Held held = new Held(reply.with(own), next, dueNs - startNs, added++);
    content.release();
    bytes += bytesOf(held);
    queue.add(held);
    waitForTheFirst(reply.context());
    return held;
  }

  private static long bytesOf(Held held) {
    return Math.max(LEAST_BYTES, held.reply.packet().content().capacity());
  }

  private void waitForTheFirst(ChannelHandlerContext context) {
    Held first = queue.peek();
    if (first == null || (timer != null && timerNs <= first.afterStartNs)) {
      return;
    }
    if (timer != null) {
      timer.cancel(false);
    }
    timerNs = first.afterStartNs;
    long waitNs = Math.max(0, timerNs - (System.nanoTime() - startNs));
    timer = context.executor().schedule(() -> giveOn(context), waitNs, TimeUnit.NANOSECONDS);
  }

  private void giveOn(ChannelHandlerContext context) {
    timer = null;
    long nowNs = System.nanoTime() - startNs;
    Set<ChannelHandlerContext> written = new LinkedHashSet<>();
    for (Held first = queue.peek();
        first != null && first.afterStartNs <= nowNs;
        first = queue.peek()) {
      queue.remove();
      giveOn(first);
      written.add(first.reply.context());
    }
    written.forEach(ChannelHandlerContext::flush);
    waitForTheFirst(context);
  }

  private void giveOn(Held held) {
    leave(held);
    held.next.accept(held.reply);
  }

  private void leave(Held held) {
    held.waits = false;
    bytes -= bytesOf(held);
  }

  /** Gives one on before it is due. */
  void giveOnNow(Held held) {
    if (queue.remove(held)) {
      giveOn(held);
      held.reply.context().flush();
    }
  }

  /** A socket is closed: what waits for it is dropped. */
  void drop(Channel socket) {
    List<Held> lost =
        queue.stream().filter(held -> held.reply.context().channel().equals(socket)).toList();
    queue.removeAll(new HashSet<>(lost));
    for (Held held : lost) {
      leave(held);
      held.reply.packet().release();
    }
  }
}
