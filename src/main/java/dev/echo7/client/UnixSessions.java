package dev.echo7.client;

import dev.echo7.net.Endpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Connects to Unix sockets, by the file that stands for one or by an abstract name. */
final class UnixSessions {
  /** unix(7): sun_path holds 108 bytes, one of them the terminating or leading zero. */
  private static final int MAX_BYTES = 107;

  private UnixSessions() {}

  /**
   * Connects.
   *
   * @throws ConnectFailedException if nobody listens there, or it may not be opened
   */
  static EchoSession connect(Endpoint.Unix unix, ConnectOptions options) throws IOException {
    if (unix.path().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new ConnectFailedException(
          "the path is too long; a socket's has at most " + MAX_BYTES + " bytes");
    }
    try {
      return unix.isAbstract()
          ? AbstractUnixSession.connect(unix.path().substring(1))
          : ChannelSession.connectUnix(unix.path(), options);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static ConnectFailedException failed(IOException failure) {
    String reason = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    String cure =
        reason.contains("permission")
            ? "ask its owner for the right to write to it"
            : "does a server listen there?";
    return new ConnectFailedException(reason.replaceFirst("^connect: ", "") + "; " + cure);
  }
}
