package dev.echo7.server.netty;

import io.netty.channel.Channel;
import io.netty.channel.nio.AbstractNioChannel;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Checks whether a channel on NIO has input that its selector did not report.
 *
 * <p>The JDK's selector does not notice when the kernel refuses to watch a socket
 * (EPollSelectorImpl ignores the result of epoll_ctl, for example when fs.epoll.max_user_watches is
 * reached), and input would be missed forever. So silent sockets are polled now and then, and
 * registered again. On other transports this does nothing.
 */
public final class NioPoll {
  private static final long SELECT_MS = 1;

  private NioPoll() {}

  /**
   * Polls a channel. Any thread; returns before the poll is done.
   *
   * @param readIfAllowed restores autoRead; called on the event loop
   */
  public static void poll(Channel channel, Runnable readIfAllowed) {
    if (channel instanceof AbstractNioChannel nio && nio.isRegistered()) {
      try {
        nio.eventLoop().execute(() -> read(nio, readIfAllowed));
      } catch (RejectedExecutionException e) {
        // The server is ending.
      }
    }
  }

  private static void read(AbstractNioChannel channel, Runnable readIfAllowed) {
    if (!channel.isActive() || !channel.config().isAutoRead()) {
      return;
    }
    channel.unsafe().read();
    // Deregisters it from the selector, and registers it again after the next select.
    channel.config().setAutoRead(false);
    channel.eventLoop().schedule(readIfAllowed, SELECT_MS, TimeUnit.MILLISECONDS);
  }
}
