package dev.echo7.server.echo;

import dev.echo7.events.CloseReason;
import dev.echo7.server.netty.NioPoll;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.time.Duration;

/**
 * An open connection, as the rest of the server uses it: what observers see of it, and how to end
 * it.
 *
 * <p>Unless a method says otherwise, it may be called on any thread, and returns before the event
 * loop has done what it asks for.
 */
public final class OpenConnection {
  /** The drain itself limits how long it waits, for all connections at once. */
  private static final long NO_TIMEOUT_NS = Long.MAX_VALUE / 2;

  private final ConnectionView view;
  private final Ending ending;
  private final Duration gracePeriod;
  private volatile boolean cutForMemory;
  private boolean ended;

  /**
   * @param gracePeriod after which an ended connection is cut
   * @param cutShort counts it if its peer may have missed some of its echo
   */
  OpenConnection(ConnectionView view, Duration gracePeriod, CutShort cutShort) {
    this.view = view;
    this.gracePeriod = gracePeriod;
    this.ending = new Ending(view, cutShort);
  }

  public ConnectionView view() {
    return view;
  }

  Ending ending() {
    return ending;
  }

  /** Starts or stops reading from the peer. On the event loop. */
  void readIfAllowed() {
    view.channel().config().setAutoRead(ending.allowsReading());
  }

  /** The connection failed. On the event loop. */
  void failed(Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      cutForMemory();
    } else {
      ending.failed(cause);
    }
  }

  /** Checks whether a silent connection has input that the transport has missed. */
  void poll() {
    if (view.hasBegun() && view.queuedBytes() == 0) {
      NioPoll.poll(view.channel(), this::readIfAllowed);
    }
  }

  /** Ends it for an operator. */
  public void kill() {
    loop().execute(() -> end(CloseReason.KILLED));
  }

  /**
   * Ends it because of a limit or a fault: what is pending is delivered, if the peer takes it
   * within the grace period. On the event loop.
   */
  public void end(CloseReason why) {
    if (!ended) {
      ended = true;
      ending.finish(why);
      new HalfCloseWatch(view, ending, why, gracePeriod.toNanos()).start();
    }
  }

  /**
   * Ends our side of it: what is pending is delivered, then our FIN; it is open until the peer's.
   * On the event loop.
   */
  public void endOutput(CloseReason why) {
    ending.finish(why);
  }

  /**
   * Ends it because it has been idle, or open, for too long.
   *
   * @param seenBytesIn the bytes received when that was found; an idle one may have received more
   *     since
   */
  void expire(CloseReason why, long seenBytesIn) {
    loop().execute(() -> expireNow(why, seenBytesIn));
  }

  private void expireNow(CloseReason why, long seenBytesIn) {
    boolean idle = why == CloseReason.IDLE;
    if (!view.hasBegun() || (idle && view.bytesIn() != seenBytesIn)) {
      return;
    }
    if (idle && view.queuedBytes() > 0) {
      ending.cut(why);
    } else {
      end(why);
    }
  }

  /** Ends it once everything that had arrived is echoed, without a timeout. */
  void drain() {
    new HalfCloseWatch(view, ending, CloseReason.DRAIN, NO_TIMEOUT_NS).start();
  }

  /**
   * Closes it at once, whatever is pending.
   *
   * @return completes when it is closed
   */
  ChannelFuture cut(CloseReason why) {
    loop().execute(() -> ending.cut(why));
    return view.channel().closeFuture();
  }

  /** Closes it at once, with an RST where the transport has one. */
  public void reset(CloseReason why) {
    loop()
        .execute(
            () -> {
              ending.resetOnClose();
              ending.cut(why);
            });
  }

  /** Cuts it to free its memory; done on return if this is its event loop. */
  void cutForMemory() {
    cutForMemory = true;
    if (loop().inEventLoop()) {
      ending.cutForMemory();
    } else {
      loop().execute(this::cutIfHolding);
    }
  }

  /** What another event loop saw pending may have been an echo on its way to the kernel. */
  private void cutIfHolding() {
    if (view.heldBytes() > 0) {
      ending.cutForMemory();
    } else {
      cutForMemory = false;
    }
  }

  /** Whether it is cut, or about to be cut, by {@link #cutForMemory}. */
  boolean isCutForMemory() {
    return cutForMemory;
  }

  private EventLoop loop() {
    return view.channel().eventLoop();
  }
}
