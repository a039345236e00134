package dev.echo7.admin;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.admin.api.PeerNaming;
import dev.echo7.admin.http.HttpPeer;
import dev.echo7.admin.route.AdminTokens;
import dev.echo7.events.FanOut;
import dev.echo7.events.ServerEvents;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.server.EchoServer;
import dev.echo7.server.config.DrainReceipt;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.memory.CountedMemory;
import dev.echo7.server.memory.EnduringIo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** An echo server and its admin endpoint, both real. */
public final class AdminFixture implements AutoCloseable {
  private static final long DEADLINE_NS = Duration.ofSeconds(20).toNanos();

  public final EchoServer server;
  public final AdminServer admin;
  public final CountDownLatch told = new CountDownLatch(1);
  private final Path folder;
  private final boolean unix;

  private AdminFixture(EchoServer server, AdminServer admin, Path folder, boolean unix) {
    this.server = server;
    this.admin = admin;
    this.folder = folder;
    this.unix = unix;
  }

  /** On a Unix socket, where anything goes. */
  public static AdminFixture unix() throws Exception {
    Path folder = Files.createTempDirectory("echo7");
    return start(new Endpoint.Unix(folder.resolve("a.sock").toString(), null), folder, true);
  }

  /** On TCP of this machine alone, without a token. */
  public static AdminFixture tcp() throws Exception {
    return tcp(AdminTokens.NOT_ASKED);
  }

  public static AdminFixture tcp(AdminTokens tokens) throws Exception {
    Endpoint place = new Endpoint.Tcp(new HostPort("127.0.0.1", 0));
    return at(new AdminSettings(place, AdminScope.ALL, tokens, "1.2.3"));
  }

  /** Where and how the settings say, which are about TCP. */
  public static AdminFixture at(AdminSettings settings) throws Exception {
    return start(settings, Files.createTempDirectory("echo7"), false);
  }

  private static AdminFixture start(Endpoint place, Path folder, boolean unix) throws Exception {
    return start(
        new AdminSettings(place, AdminScope.ALL, AdminTokens.NOT_ASKED, "1.2.3"), folder, unix);
  }

  private static AdminFixture start(AdminSettings settings, Path folder, boolean unix)
      throws Exception {
    AdminServer admin =
        AdminServer.open(settings, ServerEvents.NONE, new CountedMemory(), EnduringIo.nio());
    Endpoint echo = new Endpoint.Tcp(new HostPort("127.0.0.1", 0));
    ServerOptions options = new ServerOptions(List.of(echo), null, 1);
    EchoServer server =
        EchoServer.start(options, FanOut.to(List.of(ServerEvents.NONE, admin.events())));
    AdminFixture fixture = new AdminFixture(server, admin, folder, unix);
    admin.serve(server.running(), PeerNaming.NO_LOOKUPS, () -> 0, fixture.told::countDown);
    return fixture;
  }

  /** A new connection to the admin endpoint. */
  public HttpPeer connect() throws IOException {
    return unix ? HttpPeer.unix(folder.resolve("a.sock")) : HttpPeer.tcp(port());
  }

  public int port() {
    return URI.create(admin.listening()).getPort();
  }

  /** Fills in a host name that the endpoint accepts, and its port. */
  public String named(String request) {
    String port = unix ? "80" : Integer.toString(port());
    return request.replace("%HOST%", "localhost:" + port).replace("%PORT%", port);
  }

  /** One request on a connection of its own; with a Host that is ours, unless one is given. */
  public HttpPeer.Response ask(String method, String path, String... headers) throws IOException {
    try (HttpPeer peer = connect()) {
      boolean named = String.join("", headers).contains("Host:");
      String[] all = new String[headers.length + (named ? 0 : 1)];
      System.arraycopy(headers, 0, all, 0, headers.length);
      if (!named) {
        all[headers.length] = unix ? "Host: anything" : "Host: 127.0.0.1:" + port();
      }
      return peer.ask(method, path, all);
    }
  }

  /** A new connection to the echo, which has been echoed to once. */
  public Socket echoing() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(20_000);
    echo(socket);
    return socket;
  }

  public static void echo(Socket socket) throws IOException {
    socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
    assertTrue(socket.getInputStream().readNBytes(6).length == 6, "no echo");
  }

  /** Drains as a signal does, and tells it as the command does. */
  public DrainReceipt drain(Duration patience) {
    admin.draining();
    DrainReceipt receipt = server.drain(patience);
    admin.drained(receipt.drained(), receipt.cut());
    return receipt;
  }

  public static void await(BooleanSupplier claim, String what) {
    long startNs = System.nanoTime();
    while (!claim.getAsBoolean()) {
      assertTrue(System.nanoTime() - startNs < DEADLINE_NS, () -> "never: " + what);
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    admin.close();
    Files.deleteIfExists(folder);
  }
}
