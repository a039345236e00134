package dev.echo7.client.dial;

import dev.echo7.client.connect.ChannelSession;
import dev.echo7.client.connect.ConnectAttempt;
import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.connect.DatagramSession;
import dev.echo7.client.connect.Targets;
import dev.echo7.client.connect.UnixSessions;
import dev.echo7.client.tls.TlsEngine;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.net.posix.SystemError;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Starts connections to one address without ever waiting, for event loops that open many. Nothing
 * is resolved again. Any thread.
 */
public final class ConnectionStarter {
  private final Endpoint endpoint;
  private final ConnectOptions options;
  private final @Nullable Targets targets;

  /**
   * @param endpoint with an address, not a name
   */
  ConnectionStarter(Endpoint endpoint, ConnectOptions options) throws UnknownHostException {
    this.endpoint = endpoint;
    this.options = options;
    HostPort address = endpoint.address();
    this.targets = address == null ? null : Targets.resolve(address, options);
  }

  /**
   * Starts a connection, or opens a UDP socket.
   *
   * @return a non-blocking channel, whose connection may be pending; null if the backlog of a Unix
   *     socket is full
   * @throws ConnectFailedException if this machine or the server refuses
   */
  public @Nullable SelectableChannel begin() throws IOException {
    Targets known = targets;
    if (known == null) {
      return UnixSessions.begin((Endpoint.Unix) endpoint);
    }
    if (endpoint.isDatagrams()) {
      DatagramChannel channel = DatagramSession.connected(known);
      channel.configureBlocking(false);
      return channel;
    }
    return ConnectAttempt.begin(known.candidates().getFirst(), known.source());
  }

  /**
   * Finishes a connection that was pending, and sends the PROXY header if there is one.
   *
   * @return whether it is established
   * @throws ConnectFailedException if it failed
   */
  public boolean finish(SocketChannel channel) throws IOException {
    try {
      if (!channel.finishConnect()) {
        return false;
      }
    } catch (IOException e) {
      throw targets == null
          ? new ConnectFailedException(FailureText.of(e, Situation.CONNECT_UNIX))
          : ConnectAttempt.failure(targets.candidates().getFirst(), e);
    }
    ChannelSession.sendProxyHeader(channel, options);
    return true;
  }

  /** A connection that was not established within a time. */
  public ConnectFailedException silence(Duration limit) {
    return targets == null
        ? new ConnectFailedException(FailureText.of(SystemError.EAGAIN, Situation.CONNECT_UNIX))
        : ConnectAttempt.silence(targets.candidates().getFirst(), limit);
  }

  /** Whether a TLS handshake comes next. */
  public boolean isTls() {
    return endpoint.isSecure();
  }

  /** TLS for one more connection; its handshake has not begun. */
  public TlsEngine tlsEngine() throws IOException {
    return TlsEngine.of(
        Objects.requireNonNull(options.tls()), Objects.requireNonNull(endpoint.address()));
  }
}
