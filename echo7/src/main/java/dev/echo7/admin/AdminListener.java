package dev.echo7.admin;

import dev.echo7.admin.http.Authority;
import dev.echo7.admin.route.AdminStartException;
import dev.echo7.net.AddressFamily;
import dev.echo7.net.AddressText;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.net.file.SocketFile;
import dev.echo7.net.name.Resolver;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The socket on which the admin endpoint listens. Until {@link #accept}, connections wait in the
 * backlog.
 */
final class AdminListener implements AutoCloseable {
  private static final int BACKLOG = 256;

  /** Pending output per peer, in bytes; 48 KiB with the chunk that is being made. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(16 * 1_024, 32 * 1_024);

  /** Roughly how many bytes the kernel may hold for a peer that does not read. */
  private static final int SEND_BUFFER_BYTES = 64 * 1_024;

  private static final int OWNER_ALONE = 0600;

  private final Channel channel;
  private final Endpoint place;
  private final @Nullable SocketFile file;
  private final AdminScope scope;

  private AdminListener(
      Channel channel, Endpoint place, @Nullable SocketFile file, AdminScope scope) {
    this.scope = scope;
    this.channel = channel;
    this.place = place;
    this.file = file;
  }

  /**
   * Binds and listens.
   *
   * @param memory allocator for everything its sockets read and write
   * @param failures handles an accept that failed
   * @param pipeline prepares an accepted connection
   * @throws AdminStartException if it cannot listen, or if it would be open to anybody
   */
  static AdminListener open(
      AdminSettings settings,
      EventLoop loop,
      ByteBufAllocator memory,
      ChannelHandler failures,
      ChannelHandler pipeline)
      throws AdminStartException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOCATOR, memory)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .handler(failures)
            .childHandler(pipeline);
    return switch (settings.place()) {
      case Endpoint.Unix unix -> openUnix(bootstrap, unix, settings);
      case Endpoint.Tcp tcp -> openTcp(bootstrap, tcp, settings);
      default -> throw refused(settings, "give unix:/PATH or HOST:PORT");
    };
  }

  private static AdminListener openUnix(
      ServerBootstrap bootstrap, Endpoint.Unix unix, AdminSettings settings)
      throws AdminStartException {
    if (unix.isAbstract() || unix.mode() != null) {
      throw refused(
          settings, "give unix:/PATH; its file has mode 0600, so that only its owner gets in");
    }
    SocketFile file = null;
    Channel channel = null;
    try {
      file = SocketFile.prepare(unix.path(), OWNER_ALONE);
      SocketAddress address = UnixDomainSocketAddress.of(file.bound());
      channel = bind(bootstrap, NioServerDomainSocketChannel.class, address, settings);
      file.publish();
      return new AdminListener(channel, unix, file, settings.scope());
    } catch (IOException e) {
      if (file != null) {
        file.close();
      }
      if (channel != null) {
        channel.close().awaitUninterruptibly();
      }
      throw e instanceof AdminStartException known
          ? known
          : refused(settings, FailureText.of(e, Situation.LISTEN_UNIX));
    }
  }

  private static AdminListener openTcp(
      ServerBootstrap bootstrap, Endpoint.Tcp tcp, AdminSettings settings)
      throws AdminStartException {
    HostPort asked = tcp.address();
    InetSocketAddress address;
    try {
      address =
          asked.host() == null
              ? new InetSocketAddress(asked.port())
              : new InetSocketAddress(
                  Resolver.resolve(asked.host(), AddressFamily.ANY).getFirst(), asked.port());
    } catch (UnknownHostException e) {
      throw refused(settings, FailureText.of(e));
    }
    boolean isOpen = !settings.tokens().asked() && settings.scope() == AdminScope.ALL;
    if (!address.getAddress().isLoopbackAddress() && isOpen) {
      throw refused(
          settings,
          "other machines can reach it, so it needs --admin-token-file FILE;"
              + " or choose 127.0.0.1 or unix:/PATH");
    }
    bootstrap.option(ChannelOption.SO_REUSEADDR, true).childOption(ChannelOption.TCP_NODELAY, true);
    Channel channel = bind(bootstrap, NioServerSocketChannel.class, address, settings);
    int port = ((InetSocketAddress) channel.localAddress()).getPort();
    Endpoint place = new Endpoint.Tcp(new HostPort(asked.host(), port));
    return new AdminListener(channel, place, null, settings.scope());
  }

  private static Channel bind(
      ServerBootstrap bootstrap,
      Class<? extends ServerChannel> type,
      SocketAddress address,
      AdminSettings settings)
      throws AdminStartException {
    ChannelFuture bound = bootstrap.channel(type).bind(address).awaitUninterruptibly();
    Throwable failure = bound.cause();
    if (failure != null) {
      throw refused(settings, FailureText.of(failure, Situation.LISTEN));
    }
    return bound.channel();
  }

  private static AdminStartException refused(AdminSettings settings, String reason) {
    return new AdminStartException(
        "cannot open the " + settings.scope() + " " + settings.place() + ": " + reason);
  }

  /** Starts to accept. */
  void accept() {
    channel.config().setAutoRead(true);
  }

  /**
   * Registers the socket with the kernel again. The JDK's selector does not notice when the kernel
   * refuses to watch a socket (fs.epoll.max_user_watches), and then nobody could connect. On the
   * event loop.
   */
  void watchAgain() {
    if (channel.isOpen() && channel.config().isAutoRead()) {
      channel.config().setAutoRead(false);
      channel.eventLoop().schedule(this::accept, 1, TimeUnit.MILLISECONDS);
    }
  }

  /** Whether its socket works. */
  boolean isOpen() {
    return channel.isOpen();
  }

  /** Where it listens, with the actual port. */
  Endpoint place() {
    return place;
  }

  /** Whether it is TCP, which browsers can reach. */
  boolean isInternet() {
    return file == null;
  }

  /**
   * The host names and ports that requests may name. Only on loopback: otherwise the machine has
   * names that we do not know, and the token protects the endpoint. Metrics need no protection from
   * other sites.
   */
  List<Authority> names() {
    if (scope == AdminScope.METRICS
        || !(channel.localAddress() instanceof InetSocketAddress local)
        || !local.getAddress().isLoopbackAddress()) {
      return List.of();
    }
    return Stream.of("localhost", "127.0.0.1", "[::1]", literal(local.getAddress()))
        .map(name -> Authority.of(name, local.getPort()))
        .distinct()
        .toList();
  }

  private static String literal(InetAddress address) {
    return new HostPort(address.getHostAddress(), 0).toString().replaceFirst(":0$", "");
  }

  /** Where it is, for people and for curl: {@code http://127.0.0.1:9090/} or {@code unix:/path}. */
  @Override
  public String toString() {
    return channel.localAddress() instanceof InetSocketAddress local
        ? "http://" + AddressText.of(local) + "/"
        : place.toString();
  }

  /** Stops listening, and deletes the socket file. */
  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    if (file != null) {
      file.close();
    }
  }
}
