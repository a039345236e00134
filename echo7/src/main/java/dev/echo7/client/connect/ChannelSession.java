package dev.echo7.client.connect;

import dev.echo7.net.AddressText;
import dev.echo7.net.HostPort;
import dev.echo7.net.posix.ShortPath;
import dev.echo7.net.proxy.ProxyHeader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/** A connection on a channel of the JDK. */
public final class ChannelSession implements EchoSession {
  private final SocketChannel channel;
  private final String place;

  private ChannelSession(SocketChannel channel, String place) {
    this.channel = channel;
    this.place = place;
  }

  /** Connects over TCP. */
  public static ChannelSession connect(HostPort target, ConnectOptions options) throws IOException {
    return over(connectTcp(target, options));
  }

  /** Wraps a connected TCP channel. */
  public static ChannelSession over(SocketChannel channel) throws IOException {
    return new ChannelSession(
        channel, "tcp " + AddressText.of((InetSocketAddress) channel.getRemoteAddress()));
  }

  /** Connects to the Unix socket at a path. */
  static ChannelSession connectUnix(String path, ConnectOptions options) throws IOException {
    SocketChannel channel;
    try (ShortPath where = ShortPath.of(Path.of(path))) {
      channel = SocketChannel.open(where.address());
    }
    sendProxyHeader(channel, options);
    return new ChannelSession(channel, "unix " + path);
  }

  /** Connects a TCP channel, for a session that adds a protocol such as TLS. */
  public static SocketChannel connectTcp(HostPort target, ConnectOptions options)
      throws IOException {
    return connectTcp(target, options, ns -> {});
  }

  /**
   * The same, timed.
   *
   * @param connectNs takes how long the path took, in ns
   */
  public static SocketChannel connectTcp(
      HostPort target, ConnectOptions options, LongConsumer connectNs) throws IOException {
    Targets targets = Targets.resolve(target, options);
    HappyEyeballs race = new HappyEyeballs(targets.candidates(), targets.source());
    SocketChannel channel = race.connect(options.timeout());
    connectNs.accept(race.connectNs());
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    sendProxyHeader(channel, options);
    return channel;
  }

  /**
   * Sends the PROXY header, if there is one, before anything else. It does not count as sent, since
   * the peer's proxy layer removes it. The send buffer of a new connection takes it at once.
   */
  public static void sendProxyHeader(SocketChannel channel, ConnectOptions options)
      throws IOException {
    ProxyHeader header = options.proxyHeader();
    if (header != null) {
      ByteBuffer bytes =
          ByteBuffer.wrap(header.bytes(channel.getLocalAddress(), channel.getRemoteAddress()));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  @Override
  public List<String> facts() {
    return List.of("connected to " + place);
  }

  @Override
  public SocketChannel channel() {
    return channel;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
