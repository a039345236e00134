package dev.echo7.client.dial;

import dev.echo7.client.connect.ChannelSession;
import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.connect.EchoSession;
import dev.echo7.client.connect.UnixSessions;
import dev.echo7.client.tls.TlsSession;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import java.io.IOException;
import java.net.UnknownHostException;

/** Connects to a server by whatever transport its endpoint names. Any thread; blocks. */
public final class Dialer {
  private Dialer() {}

  /**
   * Connects: the lecture's {@code open_clientfd}. Resolves the host and takes the first of its
   * addresses that answers.
   *
   * @throws UnknownHostException if there is no such host, or none of the family that is wanted
   * @throws ConnectFailedException if no address answers, with the reason for each; or if the one
   *     that does is not who it should be
   * @throws IOException if this machine has no socket to give
   */
  public static EchoSession connect(Endpoint endpoint, ConnectOptions options) throws IOException {
    // Not a switch over types: for each of those, the JDK makes a class at every start.
    if (endpoint instanceof Endpoint.Unix unix) {
      return UnixSessions.connect(unix, options);
    }
    HostPort address = endpoint.address();
    if (address == null || endpoint.isDatagrams()) {
      throw new IllegalArgumentException(endpoint + ": a client cannot connect a stream to it");
    }
    return endpoint.isSecure()
        ? TlsSession.connect(address, options)
        : ChannelSession.connect(address, options);
  }
}
