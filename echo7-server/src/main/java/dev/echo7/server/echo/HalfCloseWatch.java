package dev.echo7.server.echo;

import dev.echo7.events.CloseReason;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * Watches one connection to its end: while the server drains, or once a limit is reached.
 *
 * <p>Looks at it on its event loop, which between two looks has read all that had arrived. In a
 * drain, after two looks at which nothing was new and nothing waited to go out, nothing is owed:
 * our FIN goes out. What the peer still sends until its own FIN is thrown away, because closing on
 * unread bytes sends a reset, and that can destroy the tail of the echo on its way. For the same
 * reason we do not close before the kernel has the peer's word that our FIN has arrived, and with
 * it all before it; from then on the peer has a moment of silence to answer.
 */
final class HalfCloseWatch implements Runnable {
  private static final long LOOK_EVERY_MS = 100;
  private static final int QUIET_LOOKS = 2;

  /** How long a peer that has everything may be silent before we no longer wait for its FIN. */
  private static final int SILENT_LOOKS = 10;

  /** tcp_states.h: our FIN is acknowledged from this state on. */
  private static final int TCP_FIN_WAIT2 = 5;

  private final EchoHandler connection;
  private final Channel channel;
  private final CloseReason why;
  private final long endNs;
  private long bytesAtLastLook = -1;
  private int quietLooks;

  /**
   * @param patienceNs after which it is cut
   */
  HalfCloseWatch(EchoHandler connection, CloseReason why, long patienceNs) {
    this.connection = connection;
    this.channel = connection.channel();
    this.why = why;
    this.endNs = System.nanoTime() + patienceNs;
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
      connection.cut(why);
      return;
    }
    long bytes = connection.bytesRead();
    quietLooks = bytes == bytesAtLastLook && connection.bytesOwed() == 0 ? quietLooks + 1 : 0;
    bytesAtLastLook = bytes;
    if (!connection.isFinished()) {
      if (quietLooks >= QUIET_LOOKS) {
        connection.finish(why);
        quietLooks = 0;
      }
    } else if (quietLooks >= SILENT_LOOKS && peerHasEverything()) {
      channel.close();
      return;
    }
    EventLoop loop = channel.eventLoop();
    loop.schedule(this, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
  }

  /** False where this transport cannot tell: then the peer has until patience runs out. */
  private boolean peerHasEverything() {
    if (channel instanceof EpollSocketChannel epoll) {
      return epoll.tcpInfo().state() >= TCP_FIN_WAIT2;
    }
    // Bytes written to a Unix socket are in the peer's own queue already.
    return channel instanceof DomainSocketChannel;
  }
}
