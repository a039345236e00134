package dev.echo7.server.peer;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import io.netty.util.AttributeKey;
import java.io.IOException;

/** Who connected to a Unix socket, as the kernel says (unix(7), SO_PEERCRED). */
final class UnixCredentials {
  private static final AttributeKey<String> REMEMBERED =
      AttributeKey.valueOf(UnixCredentials.class, "text");

  private UnixCredentials() {}

  /** {@code uid=1000,pid=4321}: asked for at the first call, remembered after. */
  static String of(Channel connection) {
    String known = connection.attr(REMEMBERED).get();
    if (known == null) {
      known = ask(connection);
      connection.attr(REMEMBERED).set(known);
    }
    return known;
  }

  private static String ask(Channel connection) {
    try {
      if (connection instanceof EpollDomainSocketChannel epoll) {
        return text(epoll.peerCredentials());
      }
      if (connection instanceof KQueueDomainSocketChannel kqueue) {
        return text(kqueue.peerCredentials());
      }
      return "unknown-user";
    } catch (IOException e) {
      return "unknown-user";
    }
  }

  private static String text(PeerCredentials peer) {
    return "uid=" + peer.uid() + ",pid=" + peer.pid();
  }
}
