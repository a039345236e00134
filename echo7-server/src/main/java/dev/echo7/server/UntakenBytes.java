package dev.echo7.server;

import dev.echo7.net.CLibrary;
import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel how much it holds for a peer: what the peer's own kernel has not yet acknowledged
 * (tcp(7), SIOCOUTQ), or what lies unread in a Unix socket. A peer that reads makes it fall, though
 * none of our own counts moves; one that does not, and only answers the probes of its shut window,
 * leaves it as it is.
 *
 * <p>One thread at a time.
 */
final class UntakenBytes {
  /** linux/sockios.h; SIOCOUTQ is TIOCOUTQ. */
  private static final long SIOCOUTQ = 0x5411;

  private final MemorySegment answer = Arena.ofAuto().allocate(ValueLayout.JAVA_INT);
  private CLibrary.@Nullable Call ioctl;

  /** In bytes, about; 0 where it cannot be asked: nio has no descriptor, only Linux the call. */
  int of(Channel connection) {
    if (!Transport.isLinux()
        || !(connection instanceof UnixChannel socket)
        || !connection.isOpen()) {
      return 0;
    }
    try {
      CLibrary.Call call = ioctl;
      if (call == null) {
        call = new CLibrary().ioctl();
        ioctl = call;
      }
      call.with(socket.fd().intValue(), SIOCOUTQ, answer);
      // A socket that is closed meanwhile leaves its descriptor's number to another one.
      return connection.isOpen() ? answer.get(ValueLayout.JAVA_INT, 0) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
