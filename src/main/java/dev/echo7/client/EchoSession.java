package dev.echo7.client;

import dev.echo7.net.AddressText;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.net.Resolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server: the lecture's {@code open_clientfd} and the descriptor that it gives.
 *
 * <p>Blocking. One thread may read while another writes; {@link #close} may be called from any and
 * ends both.
 */
public final class EchoSession implements AutoCloseable {
  private final SocketChannel channel;
  private final InetSocketAddress remote;

  private EchoSession(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.remote = (InetSocketAddress) channel.getRemoteAddress();
  }

  /**
   * Resolves the host and connects to the first of its addresses that answers.
   *
   * @throws UnknownHostException if there is no such host, or none of the family that is wanted
   * @throws ConnectFailedException if no address answers
   * @throws IOException if this machine has no socket to give
   */
  public static EchoSession open(Endpoint endpoint, ConnectOptions options) throws IOException {
    HostPort target =
        switch (endpoint) {
          case Endpoint.Tcp tcp -> tcp.address();
          case Endpoint.Tls tls -> throw new IOException("tls is not spoken yet: " + tls);
          case Endpoint.Udp udp -> throw new IOException("udp is not spoken yet: " + udp);
          case Endpoint.Unix unix -> throw new IOException("unix is not spoken yet: " + unix);
        };
    InetSocketAddress source = source(options);
    List<InetSocketAddress> candidates =
        addresses(target, options).stream()
            .filter(a -> source == null || sameFamily(a, source.getAddress()))
            .map(a -> new InetSocketAddress(a, target.port()))
            .toList();
    if (candidates.isEmpty()) {
      throw new UnknownHostException(
          "no address of '"
              + target.host()
              + "' can be reached from "
              + options.sourceAddress()
              + ": they are of different families");
    }
    SocketChannel channel = new HappyEyeballs(candidates, source).connect(options.timeout());
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return new EchoSession(channel);
  }

  /** Which address answered. */
  public InetSocketAddress remoteAddress() {
    return remote;
  }

  /**
   * Waits for bytes.
   *
   * @return how many came, at least 1; -1 after the peer's FIN
   */
  public int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  /** Sends all that remains in the buffer, waiting as long as the peer does not read. */
  public void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Half-closes: our FIN, after everything written. */
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  /** Ends the connection; a thread that reads or writes is woken with an exception. */
  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public String toString() {
    return "tcp " + AddressText.of(remote);
  }

  private static List<InetAddress> addresses(HostPort target, ConnectOptions options)
      throws UnknownHostException {
    String host = target.host();
    if (host == null) {
      return Resolver.loopback(options.family());
    }
    if (options.numericOnly()) {
      Resolver.numeric(host);
    }
    return Resolver.resolve(host, options.family());
  }

  private static @Nullable InetSocketAddress source(ConnectOptions options)
      throws UnknownHostException {
    String address = options.sourceAddress();
    if (address == null) {
      return options.sourcePort() == 0 ? null : new InetSocketAddress(options.sourcePort());
    }
    return new InetSocketAddress(Resolver.numeric(address), options.sourcePort());
  }

  private static boolean sameFamily(InetAddress target, InetAddress source) {
    return source.isAnyLocalAddress() || target.getClass() == source.getClass();
  }
}
