package dev.echo7.server;

import dev.echo7.events.ServerEvents;
import dev.echo7.fault.Faults;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.Limits;
import dev.echo7.server.config.ServedEndpoint;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.config.ServerTls;
import dev.echo7.server.tls.TrustEverybody;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A kind of server and the client that fits it: the socket, the event loops, and TLS. The claims
 * about an echo are tested on each.
 *
 * @param tlsVersion null without TLS
 */
public record ServerVariant(
    String name,
    EventLoopKind transport,
    ServerTls tls,
    @Nullable String tlsVersion,
    boolean unix) {
  private static final ServerTls JDK_TLS =
      new ServerTls(null, null, null, null, ServerTls.Engine.JDK);
  private static final int DEADLINE_MS = 20_000;

  static Stream<ServerVariant> all() {
    Stream<ServerVariant> tcp = EventLoopKinds.available().map(t -> tcp(t));
    Stream<ServerVariant> unix =
        EventLoopKinds.available()
            .filter(t -> t == EventLoopKind.EPOLL || t == EventLoopKind.KQUEUE)
            .map(t -> new ServerVariant("unix " + t, t, JDK_TLS, null, true));
    return Stream.of(tcp, overTls(), unix).flatMap(variants -> variants);
  }

  /** One of each kind, for tests that take long. */
  public static Stream<ServerVariant> kinds() {
    EventLoopKind best = EventLoopKind.best();
    return Stream.of(
        tcp(best),
        tcp(EventLoopKind.NIO),
        new ServerVariant("TLSv1.3 BoringSSL", best, ServerTls.SELF_SIGNED, "TLSv1.3", false),
        new ServerVariant("TLSv1.2 JDK", best, JDK_TLS, "TLSv1.2", false),
        new ServerVariant("unix " + best, best, JDK_TLS, null, true));
  }

  static Stream<ServerVariant> overTls() {
    EventLoopKind best = EventLoopKind.best();
    return Stream.of("TLSv1.3", "TLSv1.2")
        .flatMap(
            version ->
                Stream.of(
                    new ServerVariant(
                        version + " BoringSSL", best, ServerTls.SELF_SIGNED, version, false),
                    new ServerVariant(version + " JDK", best, JDK_TLS, version, false),
                    new ServerVariant(
                        version + " BoringSSL nio",
                        EventLoopKind.NIO,
                        ServerTls.SELF_SIGNED,
                        version,
                        false)));
  }

  private static ServerVariant tcp(EventLoopKind transport) {
    return new ServerVariant("tcp " + transport, transport, JDK_TLS, null, false);
  }

  /** Starts a server of this kind, on its own port or file. */
  public Host start() throws IOException {
    return start(ServerEvents.NONE);
  }

  public Host start(ServerEvents events) throws IOException {
    return start(events, Limits.NONE);
  }

  public Host start(ServerEvents events, Limits limits) throws IOException {
    return start(events, limits, Faults.NONE);
  }

  /** Starts one that does this wrong. */
  public Host start(ServerEvents events, Faults faults) throws IOException {
    return start(events, Limits.NONE, faults);
  }

  private Host start(ServerEvents events, Limits limits, Faults faults) throws IOException {
    Path folder = Files.createTempDirectory("echo7");
    HostPort anywhere = new HostPort(null, 0);
    Endpoint endpoint =
        unix
            ? new Endpoint.Unix(folder.resolve("echo.sock").toString(), null)
            : tlsVersion == null ? new Endpoint.Tcp(anywhere) : new Endpoint.Tls(anywhere);
    ServerOptions options =
        new ServerOptions(List.of(endpoint), transport, 2)
            .withEndpoints(List.of(new ServedEndpoint(endpoint, faults)))
            .withTls(tls)
            .withLimits(limits);
    return new Host(this, EchoServer.start(options, events), folder);
  }

  @Override
  public String toString() {
    return name;
  }

  /** A running server; {@link #close} ends it and removes its folder. */
  public record Host(ServerVariant variant, EchoServer server, Path folder)
      implements AutoCloseable {

    public TestClient connect() throws IOException {
      if (variant.unix) {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(folder.resolve("echo.sock")));
        return TestClient.over(channel);
      }
      Socket socket = new Socket();
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port()), DEADLINE_MS);
      socket.setSoTimeout(DEADLINE_MS);
      socket.setTcpNoDelay(true);
      String version = variant.tlsVersion;
      return TestClient.over(version == null ? socket : handshake(socket, version), socket);
    }

    private static Socket handshake(Socket socket, String version) throws IOException {
      try {
        SSLSocket tls =
            (SSLSocket)
                TrustEverybody.context()
                    .getSocketFactory()
                    .createSocket(socket, "localhost", socket.getPort(), true);
        tls.setEnabledProtocols(new String[] {version});
        tls.startHandshake();
        return tls;
      } catch (GeneralSecurityException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      Files.deleteIfExists(folder.resolve("echo.sock"));
      Files.delete(folder);
    }
  }
}
