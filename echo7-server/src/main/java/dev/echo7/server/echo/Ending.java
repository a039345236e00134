package dev.echo7.server.echo;

import dev.echo7.events.CloseReason;
import dev.echo7.events.Closing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Ends one connection, in one of three ways.
 *
 * <ul>
 *   <li>The peer ends it: what is pending is delivered, then our FIN.
 *   <li>We finish it: the same, and further input is discarded until the peer's FIN.
 *   <li>We cut it, or it fails: it is closed at once, and pending bytes are lost.
 * </ul>
 *
 * <p>On the connection's event loop.
 */
final class Ending {
  private final ConnectionView view;
  private final CutShort cutShort;
  private final CloseCause cause = new CloseCause();
  private long bytesDiscarded;
  private boolean inputEnded;
  private boolean discarding;
  private boolean isCutShort;

  /**
   * @param cutShort counts it, once, if the peer may have missed some of its echo
   */
  Ending(ConnectionView view, CutShort cutShort) {
    this.view = view;
    this.cutShort = cutShort;
  }

  /** Whether {@link #finish} was called, so that input is to be discarded. */
  boolean isDiscarding() {
    return discarding;
  }

  void discard(ByteBuf bytes) {
    bytesDiscarded += bytes.readableBytes();
    bytes.release();
  }

  long bytesDiscarded() {
    return bytesDiscarded;
  }

  /** Whether to read from the peer: not while the peer does not read. */
  boolean allowsReading() {
    return discarding || (channel().isWritable() && !inputEnded);
  }

  /** The peer's FIN, or its close_notify. */
  void peerEnded() {
    inputEnded = true;
    cause.peerEnded();
    if (discarding && channel() instanceof DuplexChannel socket && !socket.isInputShutdown()) {
      // This is close_notify; the FIN is still to come. Closing now could leave unread bytes, and
      // so send a reset, which could destroy our last bytes.
      return;
    }
    channel().config().setAutoRead(false);
    channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(this::flushed);
  }

  private void flushed(Future<?> flush) {
    Throwable failure = flush.cause();
    if (failure == null) {
      view.countOutput();
      channel().close();
    } else {
      failed(failure);
    }
  }

  /** The connection failed. */
  void failed(Throwable failure) {
    cause.failed(failure);
    channel().close();
  }

  /**
   * Ends our side: what is pending goes out, then our FIN, and whatever the peer still sends is
   * discarded. A connection that has not begun has no echo to lose and is closed; one whose peer
   * has ended it is already ending.
   */
  void finish(CloseReason why) {
    if (inputEnded) {
      return;
    }
    cause.weEnd(why);
    view.countOutput();
    discarding = true;
    if (!view.hasBegun()) {
      channel().close();
      return;
    }
    // Behind what waits in faults, too, which TLS does not know of.
    channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(delivered -> endOutput());
  }

  private void endOutput() {
    SslHandler tls = tls();
    if (tls == null) {
      shutdownOutput();
    } else {
      tls.closeOutbound().addListener(done -> shutdownOutput());
    }
  }

  private void shutdownOutput() {
    view.countOutput();
    if (channel() instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    }
  }

  /** Ends it at once, whatever is pending. */
  void cut(CloseReason why) {
    view.countLast();
    cause.weCut(why);
    if (channel().isOpen()) {
      countCutShort();
    }
    if (view.hasBegun()) {
      closeSocket();
    } else {
      channel().close();
    }
  }

  /** Cuts it with an RST, so that the kernel, too, holds nothing for it any more. */
  void cutForMemory() {
    resetOnClose();
    cut(CloseReason.MEMORY);
    // Also in the middle of a TLS handshake, without an alert.
    closeSocket();
  }

  /** Makes a cut send an RST, where the transport has one. */
  void resetOnClose() {
    if (channel().isOpen()) {
      channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }
  }

  /** Bypasses TLS, which would wait until the peer has read its close_notify. */
  private void closeSocket() {
    channel().unsafe().close(channel().voidPromise());
  }

  /** Why it ended. Called once the socket is closed, if the connection had begun. */
  Closing closing() {
    boolean isShort = view.bytesOut() < view.bytesIn();
    if (isShort) {
      countCutShort();
    }
    return cause.closing(isShort && tls() != null);
  }

  private void countCutShort() {
    if (!isCutShort) {
      isCutShort = true;
      cutShort.countOne();
    }
  }

  private @Nullable SslHandler tls() {
    return channel().pipeline().get(SslHandler.class);
  }

  private Channel channel() {
    return view.channel();
  }
}
