package dev.echo7.server;

import dev.echo7.events.ServerEvents;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.server.config.Limits;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.config.ServerTls;
import dev.echo7.server.config.Transport;
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
 * One way between a client and a server: what the server listens on, how it waits, and how a test
 * connects. The claims about an echo are tested on each.
 *
 * @param tlsVersion null without TLS
 */
record Road(
    String name, Transport transport, ServerTls tls, @Nullable String tlsVersion, boolean unix) {
  private static final ServerTls JDK_TLS =
      new ServerTls(null, null, null, null, ServerTls.Engine.JDK);
  private static final int DEADLINE_MS = 20_000;

  static Stream<Road> all() {
    Stream<Road> tcp = Transports.available().map(t -> tcp(t));
    Stream<Road> unix =
        Transports.available()
            .filter(t -> t == Transport.EPOLL || t == Transport.KQUEUE)
            .map(t -> new Road("unix " + t, t, JDK_TLS, null, true));
    return Stream.of(tcp, overTls(), unix).flatMap(roads -> roads);
  }

  /** One of each kind, for tests that take long. */
  static Stream<Road> kinds() {
    Transport best = Transport.best();
    return Stream.of(
        tcp(best),
        tcp(Transport.NIO),
        new Road("TLSv1.3 BoringSSL", best, ServerTls.SELF_SIGNED, "TLSv1.3", false),
        new Road("TLSv1.2 JDK", best, JDK_TLS, "TLSv1.2", false),
        new Road("unix " + best, best, JDK_TLS, null, true));
  }

  static Stream<Road> overTls() {
    Transport best = Transport.best();
    return Stream.of("TLSv1.3", "TLSv1.2")
        .flatMap(
            version ->
                Stream.of(
                    new Road(version + " BoringSSL", best, ServerTls.SELF_SIGNED, version, false),
                    new Road(version + " JDK", best, JDK_TLS, version, false),
                    new Road(
                        version + " BoringSSL nio",
                        Transport.NIO,
                        ServerTls.SELF_SIGNED,
                        version,
                        false)));
  }

  private static Road tcp(Transport transport) {
    return new Road("tcp " + transport, transport, JDK_TLS, null, false);
  }

  /** A server at the end of this road, with its own port or file. */
  public Host start() throws IOException {
    return start(ServerEvents.NONE);
  }

  public Host start(ServerEvents events) throws IOException {
    return start(events, Limits.NONE);
  }

  public Host start(ServerEvents events, Limits limits) throws IOException {
    Path folder = Files.createTempDirectory("echo7");
    HostPort anywhere = new HostPort(null, 0);
    Endpoint endpoint =
        unix
            ? new Endpoint.Unix(folder.resolve("echo.sock").toString(), null)
            : tlsVersion == null ? new Endpoint.Tcp(anywhere) : new Endpoint.Tls(anywhere);
    ServerOptions options =
        new ServerOptions(List.of(endpoint), transport, 2).withTls(tls).withLimits(limits);
    return new Host(this, EchoServer.start(options, events), folder);
  }

  @Override
  public String toString() {
    return name;
  }

  /** A running server; {@link #close} ends it and removes its folder. */
  public record Host(Road road, EchoServer server, Path folder) implements AutoCloseable {

    TestClient connect() throws IOException {
      if (road.unix) {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(folder.resolve("echo.sock")));
        return TestClient.over(channel);
      }
      Socket socket = new Socket();
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port()), DEADLINE_MS);
      socket.setSoTimeout(DEADLINE_MS);
      socket.setTcpNoDelay(true);
      String version = road.tlsVersion;
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
