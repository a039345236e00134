package dev.echo7.server.echo;

import dev.echo7.events.CloseReason;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * Ends one connection from our side, while the server drains or once a limit is reached: by a
 * half-close, and a close when that is safe.
 *
 * <p>It checks the connection on its event loop, so that between two checks everything that had
 * arrived has been read. In a drain, when two checks have found nothing new and nothing pending,
 * our FIN goes out. Input is then discarded until the peer's own FIN: closing with unread input
 * would send a reset, and that can destroy the end of the echo on its way. For the same reason the
 * connection is not closed before the kernel knows that the peer has received our FIN, and
 * everything before it. From then on, it is closed once the peer has been silent for a second.
 */
final class HalfCloseWatch implements Runnable {
  private static final long LOOK_EVERY_MS = 100;
  private static final int QUIET_LOOKS = 2;

  /** How long a peer that has received everything may be silent before we close. */
  private static final int SILENT_LOOKS = 10;

  /** tcp_states.h: our FIN is acknowledged from this state on. */
  private static final int TCP_FIN_WAIT2 = 5;

  private final ConnectionView view;
  private final Ending ending;
  private final Channel channel;
  private final CloseReason why;
  private final long endNs;
  private long bytesAtLastLook = -1;
  private int quietLooks;

  /**
   * @param timeoutNs after which it is cut
   */
  HalfCloseWatch(ConnectionView view, Ending ending, CloseReason why, long timeoutNs) {
    this.view = view;
    this.ending = ending;
    this.channel = view.channel();
    this.why = why;
    this.endNs = System.nanoTime() + timeoutNs;
  }

  /** Any thread. */
  void start() {
    channel.eventLoop().execute(this);
  }

  @Override
  public void run() {
    if (!channel.isOpen()) {
      return;
    }
    if (System.nanoTime() - endNs > 0) {
      ending.cut(why);
      return;
    }
    long bytes = view.bytesIn() + ending.bytesDiscarded();
    quietLooks = bytes == bytesAtLastLook && view.queuedBytes() == 0 ? quietLooks + 1 : 0;
    bytesAtLastLook = bytes;
    if (!ending.isDiscarding()) {
      if (quietLooks >= QUIET_LOOKS) {
        ending.finish(why);
        quietLooks = 0;
      }
    } else if (quietLooks >= SILENT_LOOKS && peerHasEverything()) {
      channel.close();
      return;
    }
    EventLoop loop = channel.eventLoop();
    loop.schedule(this, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
  }

  /** False if this transport cannot tell; then the peer has until the timeout. */
  private boolean peerHasEverything() {
    if (channel instanceof EpollSocketChannel epoll) {
      return epoll.tcpInfo().state() >= TCP_FIN_WAIT2;
    }
    // Bytes written to a Unix socket are in the peer's own queue already.
    return channel instanceof DomainSocketChannel;
  }
}
