package dev.echo7.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.TestCertificates;
import dev.echo7.events.Rejection;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.net.tls.Fingerprint;
import dev.echo7.net.tls.TlsMaterial;
import dev.echo7.server.EchoServer;
import dev.echo7.server.RecordedNews;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.server.config.ServerTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who a server is on TLS, whom it lets in, and what it says of those that it does not. */
@Timeout(60)
@ParameterizedClass
@EnumSource(ServerTls.Engine.class)
class TlsServerTest {
  private final ServerTls.Engine engine;
  private final RecordedNews news = new RecordedNews();

  @TempDir private Path folder = Path.of("");
  private @Nullable TestCertificates made;

  TlsServerTest(ServerTls.Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void makeCertificates() throws IOException {
    made = TestCertificates.in(folder);
    certificates().issue("server");
  }

  @Test
  void showsTheCertificateThatItWasGiven() throws Exception {
    try (EchoServer server = start(files("server", null));
        SSLSocket client = connect(server, null)) {
      assertEquals(fingerprint("server"), served(client));
      assertEchoes(client);
    }
  }

  @Test
  void takesUpANewCertificateAndLeavesConnectionsAlone() throws Exception {
    try (EchoServer server = start(files("server", null));
        SSLSocket before = connect(server, null)) {
      Fingerprint old = served(before);
      certificates().issue("other");
      replace("other", "server");
      news.await("noticed tls: reloaded the certificate");
      try (SSLSocket after = connect(server, null)) {
        assertNotEquals(old, served(after));
        assertEquals(fingerprint("server"), served(after));
      }
      assertEchoes(before);
    }
  }

  @Test
  void keepsTheOldCertificateWhenTheNewOneIsBroken() throws Exception {
    try (EchoServer server = start(files("server", null))) {
      Fingerprint old = fingerprint("server");
      Files.writeString(
          certificates().file("server.pem"), "-----BEGIN CERTIFICATE-----\ngarbage\n");
      news.await("failed tls: kept the old certificate: ");
      try (SSLSocket client = connect(server, null)) {
        assertEquals(old, served(client));
        assertEchoes(client);
      }
    }
  }

  @Test
  void warnsOfACertificateThatExpiresSoon() throws Exception {
    certificates().issue("short", "DNS:localhost", -1, 10);
    try (EchoServer server = start(files("short", null))) {
      assertTrue(server.port() > 0);
      news.await("failed tls: the certificate expires at ");
    }
  }

  @Test
  void letsOnlyClientsInThatHaveACertificateIfToldSo() throws Exception {
    certificates().issue("client");
    try (EchoServer server = start(files("server", certificates().file("ca.pem")))) {
      try (SSLSocket known = connect(server, "client")) {
        assertEchoes(known);
      }
      try (SSLSocket unknown = connect(server, null)) {
        assertThrows(IOException.class, () -> assertEchoes(unknown));
      } catch (SSLException e) {
        // TLS 1.2 tells within the handshake, TLS 1.3 at the first read.
      }
      news.await("rejected TLS_CLIENT_CERTIFICATE");
    }
  }

  @Test
  void saysWhoseCertificateIsNotTrusted() throws Exception {
    certificates().selfSigned("stranger", "/CN=stranger", "basicConstraints=CA:FALSE");
    try (EchoServer server = start(files("server", certificates().file("ca.pem")))) {
      try (SSLSocket stranger = connect(server, "stranger")) {
        assertThrows(IOException.class, () -> assertEchoes(stranger));
      } catch (SSLException e) {
        // TLS 1.2 tells within the handshake, TLS 1.3 at the first read.
      }
      news.await("rejected");
      assertEquals(
          List.of("rejected TLS_CLIENT_CERTIFICATE"),
          news.lines().stream().filter(line -> line.startsWith("rejected")).toList());
    }
  }

  /** Each becomes a write of its own; many come with one read. */
  @Test
  void holdsLittleForAPeerThatSendsTinyRecordsAndDoesNotRead() throws Exception {
    try (EchoServer server = start(files("server", null))) {
      Socket tcp = plain(server);
      SSLSocket client = handshake(tcp, null);
      Thread sender = Thread.ofVirtual().start(() -> sendTinyRecords(client));
      long mostHeld = 0;
      long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
      while (System.nanoTime() < endNs) {
        mostHeld = Math.max(mostHeld, server.mostPendingBytes());
      }
      assertTrue(mostHeld > 0, "nothing was owed");
      assertTrue(mostHeld < 256 * 1024, "a peer of tiny records holds " + mostHeld + " bytes");
      tcp.close();
      sender.join();
    }
  }

  private static void sendTinyRecords(SSLSocket client) {
    try {
      while (true) {
        client.getOutputStream().write(1);
      }
    } catch (IOException e) {
      // The test has closed it.
    }
  }

  @Test
  void saysWhoIsNotTls() throws Exception {
    try (EchoServer server = start(files("server", null));
        Socket plain = plain(server)) {
      plain.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      plain.getInputStream().readAllBytes();
      news.await("rejected NOT_TLS");
      assertTrue(news.lines().stream().noneMatch(line -> line.startsWith("opened")));
      assertEquals(1, server.rejected(Rejection.NOT_TLS));
    }
  }

  @Test
  void doesNotWaitForeverForAHandshake() throws Exception {
    try (EchoServer server = start(files("server", null));
        Socket silent = plain(server)) {
      assertEquals(-1, silent.getInputStream().read());
      news.await("rejected TLS_HANDSHAKE_TOO_LATE");
    }
  }

  @Test
  void tellsATruncationFromAnEnd() throws Exception {
    try (EchoServer server = start(files("server", null))) {
      try (SSLSocket polite = connect(server, null)) {
        assertEchoes(polite);
        polite.shutdownOutput();
        assertEquals(-1, polite.getInputStream().read());
      }
      news.await("closed 5");
      assertTrue(news.lines().stream().noneMatch("truncated"::equals), news.lines()::toString);

      Socket tcp = plain(server);
      try (SSLSocket rude = handshake(tcp, null)) {
        assertEchoes(rude);
        tcp.shutdownOutput();
        news.await("truncated");
      }
    }
  }

  @Test
  void refusesFilesThatCannotBeUsedAndNamesThem() throws Exception {
    certificates().issue("other");
    ServerTls mismatched =
        new ServerTls(
            certificates().file("server.pem"),
            certificates().file("other.key"),
            null,
            null,
            engine);
    ServerStartException failure =
        assertThrows(ServerStartException.class, () -> start(mismatched).close());
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("other.key"), message);
    assertEquals(1, message.lines().count(), message);
  }

  private TestCertificates certificates() {
    if (made == null) {
      throw new IllegalStateException("no certificates yet");
    }
    return made;
  }

  private ServerTls files(String name, @Nullable Path clientAuthorities) {
    return new ServerTls(
        certificates().file(name + ".pem"),
        certificates().file(name + ".key"),
        null,
        clientAuthorities,
        engine);
  }

  private void replace(String newName, String oldName) throws IOException {
    for (String kind : List.of(".key", ".pem")) {
      Files.move(
          certificates().file(newName + kind),
          certificates().file(oldName + kind),
          StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private Fingerprint fingerprint(String name) throws Exception {
    return Fingerprint.of(TlsMaterial.certificates(certificates().file(name + ".pem")).getFirst());
  }

  private EchoServer start(ServerTls tls) throws ServerStartException {
    return EchoServer.start(
        new ServerOptions(
                List.of(new Endpoint.Tls(new HostPort("127.0.0.1", 0))), EventLoopKind.best(), 1)
            .withTls(tls),
        news);
  }

  private static Socket plain(EchoServer server) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port()));
    socket.setSoTimeout(20_000);
    return socket;
  }

  private SSLSocket connect(EchoServer server, @Nullable String identity) throws Exception {
    return handshake(plain(server), identity);
  }

  private SSLSocket handshake(Socket tcp, @Nullable String identity) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    if (identity != null) {
      TlsMaterial material =
          TlsMaterial.read(
              certificates().file(identity + ".pem"), certificates().file(identity + ".key"));
      store.setKeyEntry(
          "us", material.key(), new char[0], material.chain().toArray(Certificate[]::new));
    }
    keys.init(store, new char[0]);
    context.init(keys.getKeyManagers(), new TrustManager[] {new TrustEverybody()}, null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(tcp, "localhost", tcp.getPort(), true);
    socket.startHandshake();
    return socket;
  }

  private static Fingerprint served(SSLSocket client) throws SSLException {
    return Fingerprint.of((X509Certificate) client.getSession().getPeerCertificates()[0]);
  }

  private static void assertEchoes(SSLSocket client) throws IOException {
    client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
    assertEquals(
        "hello", new String(client.getInputStream().readNBytes(5), StandardCharsets.US_ASCII));
  }
}
