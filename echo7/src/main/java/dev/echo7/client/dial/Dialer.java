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

/** Connects to a server over the transport of its endpoint. Any thread; blocks. */
public final class Dialer {
  private Dialer() {}

  /**
   * Connects: the lecture's {@code open_clientfd}. Resolves the host and uses the first of its
   * addresses that answers.
   *
   * @throws UnknownHostException if there is no such host, or none of the wanted family
   * @throws ConnectFailedException if no address answers, with the reason for each; or if the
   *     server's certificate is not trusted
   * @throws IOException if this machine cannot open a socket
   */
  public static EchoSession connect(Endpoint endpoint, ConnectOptions options) throws IOException {
    // Not a switch over types: the JDK would generate a class for it at every start.
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
