package dev.echo7.client.connect;

import dev.echo7.net.Endpoint;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.net.posix.UnixPathLength;
import java.io.IOException;

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
}
