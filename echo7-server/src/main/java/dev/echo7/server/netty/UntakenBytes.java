package dev.echo7.server.netty;

import dev.echo7.net.posix.NativeCalls;
import dev.echo7.server.config.EventLoopKind;
import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;

/**
 * Asks the kernel how much it holds for a peer: what the peer's own kernel has not yet acknowledged
 * (tcp(7), SIOCOUTQ), or what lies unread in a Unix socket. A peer that reads makes it fall, though
 * none of our own counts moves; one that does not, and only answers the probes of its shut window,
 * leaves it as it is.
 *
 * <p>Any thread.
 */
public final class UntakenBytes {
  private final NativeCalls calls = NativeCalls.ofThisJvm();

  /** Whether it can be asked at all, of connections on such event loops. */
  public static boolean isKnown(EventLoopKind loops) {
    return loops == EventLoopKind.EPOLL && NativeCalls.ofThisJvm().areAvailable();
  }

  /** In bytes, about; 0 where it cannot be asked: nio has no descriptor, only Linux the call. */
  public int of(Channel connection) {
    if (!EventLoopKind.isLinux()
        || !(connection instanceof UnixChannel socket)
        || !connection.isOpen()) {
      return 0;
    }
    try {
      int untaken = calls.untakenBytes(socket.fd().intValue());
      // A socket that is closed meanwhile leaves its descriptor's number to another one.
      return connection.isOpen() ? untaken : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
