package dev.echo7.server;

import io.netty.channel.Channel;
import io.netty.channel.nio.AbstractNioChannel;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Looks whether a channel on NIO has something to read of which its selector did not tell.
 *
 * <p>The JDK's selector takes no notice when the kernel refuses to watch a socket
 * (EPollSelectorImpl does not look at what epoll_ctl returned, as when fs.epoll.max_user_watches is
 * reached): the socket would be deaf for ever. So quiet ones are read from now and then, and
 * watched anew. On other transports this does nothing.
 */
final class NioPoll {
  private static final long SELECT_MS = 1;

  private NioPoll() {}

  /**
   * Any thread; returns before it is done.
   *
   * @param readIfAllowed sets autoRead as it has to be; called on the event loop
   */
  static void poll(Channel channel, Runnable readIfAllowed) {
    if (channel instanceof AbstractNioChannel nio && nio.isRegistered()) {
      try {
        nio.eventLoop().execute(() -> read(nio, readIfAllowed));
      } catch (RejectedExecutionException e) {
        // The server ends.
      }
    }
  }

  private static void read(AbstractNioChannel channel, Runnable readIfAllowed) {
    if (!channel.isActive() || !channel.config().isAutoRead()) {
      return;
    }
    channel.unsafe().read();
    // Taken out of the selector and, after it has looked, put in again.
    channel.config().setAutoRead(false);
    channel.eventLoop().schedule(readIfAllowed, SELECT_MS, TimeUnit.MILLISECONDS);
  }
}
