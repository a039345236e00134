package dev.echo7.client.connect;

import dev.echo7.net.Endpoint;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.net.posix.ShortPath;
import dev.echo7.net.posix.SystemError;
import dev.echo7.net.posix.UnixPathLength;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Connects to Unix sockets, by path or by abstract name. */
public final class UnixSessions {
  private UnixSessions() {}

  /**
   * Connects.
   *
   * @throws ConnectFailedException if no server listens there, or permission is denied
   */
  public static EchoSession connect(Endpoint.Unix unix, ConnectOptions options) throws IOException {
    try {
      UnixPathLength.check(unix.path());
      return unix.isAbstract()
          ? AbstractUnixSession.connect(unix.path().substring(1))
          : ChannelSession.connectUnix(unix.path(), options);
    } catch (IOException e) {
      throw new ConnectFailedException(FailureText.of(e, Situation.CONNECT_UNIX));
    }
  }

  /**
   * Connects a new channel to the socket at a path without waiting, for an event loop.
   *
   * @return a non-blocking channel that is connected or will be; null if the server's backlog is
   *     full
   * @throws ConnectFailedException if no server listens there, permission is denied, or this
   *     machine lacks descriptors
   */
  public static @Nullable SocketChannel begin(Endpoint.Unix unix) throws IOException {
    SocketChannel channel;
    try {
      channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    } catch (IOException e) {
      throw new ConnectFailedException(FailureText.of(e, Situation.CONNECT_UNIX), true);
    }
    try (ShortPath where = ShortPath.of(Path.of(unix.path()))) {
      channel.configureBlocking(false);
      channel.connect(where.address());
      return channel;
    } catch (IOException e) {
      channel.close();
      if (SystemError.EAGAIN.isIn(e)) {
        return null;
      }
      throw new ConnectFailedException(FailureText.of(e, Situation.CONNECT_UNIX));
    }
  }
}
