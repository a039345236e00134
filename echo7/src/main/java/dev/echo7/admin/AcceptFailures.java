package dev.echo7.admin;

import dev.echo7.events.ServerEvents;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.net.posix.SystemError;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Handles a failed accept, in front of the bootstrap's acceptor: releases a spare descriptor and
 * accepts again at once, or pauses if no spare is left. While descriptors are scarce, it tries to
 * accept once per second, so that a spare is taken back as soon as a descriptor is free. A socket
 * that keeps failing is closed. On the event loop.
 */
@ChannelHandler.Sharable // the listener may be reopened
final class AcceptFailures extends ChannelInboundHandlerAdapter {
  private static final long PAUSE_MS = 100;

  /** With a pause after each failure, an unusable socket is closed after a second. */
  private static final int MAX_FAILURES_IN_A_ROW = 10;

  /** The shortest time between two log lines about failures. */
  private static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(1);

  private final SpareDescriptors spares;
  private final ServerEvents events;
  private int failuresInARow;
  private boolean paused;
  private boolean retaking;
  private long delayMs;
  private long toldNs = System.nanoTime() - SILENCE_NS;

  AcceptFailures(SpareDescriptors spares, ServerEvents events) {
    this.spares = spares;
    this.events = events;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object connection) {
    failuresInARow = 0;
    context.fireChannelRead(connection);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // Level-triggered: the waiting connection makes the selector return at once.
    if (SystemError.isShortage(cause) && spares.giveOne()) {
      retakeSoon(context.executor());
      return;
    }
    if (paused) {
      return;
    }
    paused = true;
    tell(cause);
    failuresInARow++;
    if (failuresInARow >= MAX_FAILURES_IN_A_ROW && SystemError.isOfTheSocket(cause)) {
      failuresInARow = 0;
      paused = false;
      context.channel().close();
      return;
    }
    context.channel().config().setAutoRead(false);
    context.executor().schedule(() -> resume(context), PAUSE_MS, TimeUnit.MILLISECONDS);
  }

  /** A connection has ended: takes its descriptor as a spare before the server can use it. */
  void retakeSoon(EventExecutor loop) {
    delayMs = 1;
    if (spares.areMissing() && !retaking) {
      retaking = true;
      loop.schedule(() -> retake(loop), delayMs, TimeUnit.MILLISECONDS);
    }
  }

  private void retake(EventExecutor loop) {
    retaking = false;
    spares.retake();
    if (spares.areMissing()) {
      retaking = true;
      delayMs = Math.min(2 * delayMs, PAUSE_MS);
      loop.schedule(() -> retake(loop), delayMs, TimeUnit.MILLISECONDS);
    }
  }

  private void tell(Throwable cause) {
    long nowNs = System.nanoTime();
    if (nowNs - toldNs >= SILENCE_NS) {
      toldNs = nowNs;
      events.failed(
          "cannot accept on the admin endpoint: " + FailureText.of(cause, Situation.ACCEPT));
    }
  }

  private void resume(ChannelHandlerContext context) {
    paused = false;
    context.channel().config().setAutoRead(true);
  }
}
