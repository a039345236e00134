package dev.echo7.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.TestCertificates;
import dev.echo7.events.Rejection;
import dev.echo7.net.Cidr;
import dev.echo7.net.tls.Fingerprint;
import dev.echo7.server.EchoServer;
import dev.echo7.server.EchoServerBuilder;
import dev.echo7.server.RecordedNews;
import dev.echo7.server.config.ServerTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A certificate that a client must refuse is refused for exactly one reason. */
@Timeout(60)
@ParameterizedClass
@EnumSource(ServerTls.Engine.class)
class CertificateFaultsTest {
  private static final String NOWHERE = "tls://127.0.0.1:0";
  private static final int DEADLINE_MS = 20_000;

  private final ServerTls.Engine engine;
  private final RecordedNews news = new RecordedNews();

  @TempDir private static Path folder = Path.of("");
  private static @Nullable TestCertificates made;

  CertificateFaultsTest(ServerTls.Engine engine) {
    this.engine = engine;
  }

  @BeforeAll
  static void makeCertificates() throws IOException {
    made = TestCertificates.in(folder);
    made.issue("server");
  }

  private EchoServerBuilder builder() {
    return EchoServer.builder()
        .tls(new ServerTls(null, null, null, null, engine))
        .events(news)
        .eventLoops(1);
  }

  /** A pristine endpoint, and beside it one with this fault. */
  private EchoServer pair(String query) throws IOException {
    return builder().listen(NOWHERE).listen(NOWHERE + "?" + query).start();
  }

  private static Socket plain(EchoServer server, int endpoint) throws IOException {
    InetSocketAddress address = Objects.requireNonNull(server.endpoints().get(endpoint).address());
    Socket socket = new Socket();
    socket.connect(address, DEADLINE_MS);
    socket.setSoTimeout(DEADLINE_MS);
    return socket;
  }

  private static SSLSocket handshake(Socket tcp, SSLContext context) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(tcp, "localhost", 0, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static SSLContext trusting(X509Certificate authority) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", authority);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** What an endpoint shows to a client that does not look at it. */
  private static List<X509Certificate> shown(EchoServer server, int endpoint) throws Exception {
    try (Socket tcp = plain(server, endpoint)) {
      return shown(tcp);
    }
  }

  private static List<X509Certificate> shown(Socket tcp) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            TrustEverybody.context().getSocketFactory().createSocket(tcp, "localhost", 0, true);
    socket.startHandshake();
    return Arrays.stream(socket.getSession().getPeerCertificates())
        .map(X509Certificate.class::cast)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "expired, CertificateExpiredException, 10",
    "not-yet, CertificateNotYetValidException, 9",
    "wrong-host, No subject alternative DNS name matching localhost found, 62",
    "unknown-ca, CertPathBuilderException, 20",
  })
  void isRefusedForThatAlone(String kind, String verdict, int openSslError) throws Exception {
    try (EchoServer server = pair("cert=" + kind)) {
      X509Certificate authority = shown(server, 0).get(0);
      SSLContext trust = trusting(authority);
      try (SSLSocket pristine = handshake(plain(server, 0), trust)) {
        assertEchoes(pristine);
      }
      try (Socket tcp = plain(server, 1)) {
        SSLHandshakeException refusal =
            assertThrows(SSLHandshakeException.class, () -> handshake(tcp, trust));
        assertEquals(verdict, verdict(refusal), refusal.toString());
      }
      news.await("rejected " + Rejection.TLS_HANDSHAKE_FAILED.name());
      assertOpenSslError(server, authority, openSslError);
    }
  }

  private static String verdict(Throwable refusal) {
    Throwable innermost = refusal;
    for (Throwable each = refusal; each != null; each = each.getCause()) {
      innermost = each;
      if (each instanceof CertificateExpiredException
          || each instanceof CertificateNotYetValidException
          || each instanceof CertPathBuilderException) {
        return each.getClass().getSimpleName().replaceFirst("^Sun", "");
      }
    }
    return ("" + innermost.getMessage()).replaceAll("\\.$", "");
  }

  private static void assertOpenSslError(
      EchoServer server, X509Certificate authority, int openSslError) throws Exception {
    Path file = folder.resolve("authority.pem");
    Files.writeString(file, pem(authority));
    int port = Objects.requireNonNull(server.endpoints().get(1).address()).getPort();
    String seen =
        SClient.handshake(port, "-verify_return_error -verify_hostname localhost -CAfile " + file);
    assertTrue(seen.contains("verify error:num=" + openSslError + ":"), seen);
    assertEquals(1, seen.split("verify error:", -1).length - 1, seen);
  }

  private static String pem(X509Certificate certificate) throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  private static void assertEchoes(SSLSocket client) throws IOException {
    client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
    assertEquals(
        "hello", new String(client.getInputStream().readNBytes(5), StandardCharsets.US_ASCII));
  }

  @Test
  void hasDatesThatAreADayAway() throws Exception {
    Instant now = Instant.now();
    Duration aMinute = Duration.ofMinutes(1);
    try (EchoServer server = pair("cert=expired")) {
      Instant end = shown(server, 1).get(0).getNotAfter().toInstant();
      assertTrue(
          Duration.between(end, now.minus(Duration.ofDays(1))).abs().compareTo(aMinute) < 0,
          end::toString);
    }
    try (EchoServer server = pair("cert=not-yet")) {
      Instant start = shown(server, 1).get(0).getNotBefore().toInstant();
      assertTrue(
          Duration.between(start, now.plus(Duration.ofDays(1))).abs().compareTo(aMinute) < 0,
          start::toString);
    }
  }

  @Test
  void isMadeAfreshAtEachStart() throws Exception {
    try (EchoServer one = pair("cert=expired");
        EchoServer two = pair("cert=expired")) {
      assertNotEquals(Fingerprint.of(shown(one, 1).get(0)), Fingerprint.of(shown(two, 1).get(0)));
      assertEquals(
          Fingerprint.of(shown(one, 1).get(0)), Fingerprint.of(shown(one, 1).get(0)), "until then");
    }
  }

  /** The authority is sent with it, so that a client can be told to trust it. */
  @Test
  void isIssuedByAnAuthorityOfItsOwnBesideACertificateThatMayIssueNone() throws Exception {
    TestCertificates files = Objects.requireNonNull(made);
    ServerTls own =
        new ServerTls(files.file("server.pem"), files.file("server.key"), null, null, engine);
    try (EchoServer server =
        builder().listen(NOWHERE).listen(NOWHERE + "?cert=wrong-host").tls(own).start()) {
      assertEquals("CN=server", shown(server, 0).get(0).getSubjectX500Principal().getName());
      List<X509Certificate> chain = shown(server, 1);
      assertEquals(2, chain.size());
      try (Socket tcp = plain(server, 1)) {
        SSLHandshakeException refusal =
            assertThrows(SSLHandshakeException.class, () -> handshake(tcp, trusting(chain.get(1))));
        assertEquals("No subject alternative DNS name matching localhost found", verdict(refusal));
      }
    }
  }

  @Test
  void isRenewedWithTheCertificateThatHasIssuedIt() throws Exception {
    try (EchoServer server = pair("cert=expired")) {
      Fingerprint before = Fingerprint.of(shown(server, 1).get(0));
      assertTrue(server.reloadCertificates());
      assertNotEquals(before, Fingerprint.of(shown(server, 1).get(0)));
      SSLContext trust = trusting(shown(server, 0).get(0));
      try (Socket tcp = plain(server, 1)) {
        SSLHandshakeException refusal =
            assertThrows(SSLHandshakeException.class, () -> handshake(tcp, trust));
        assertEquals("CertificateExpiredException", verdict(refusal));
      }
    }
  }

  @Test
  void isShownToTheSameConnectionsInEveryRun() throws Exception {
    int connections = 50;
    String query = "cert=expired&chance=30%&cert=unknown-ca&chance=50%&seed=11";
    List<String> once = new ArrayList<>();
    try (EchoServer server = pair(query)) {
      for (int i = 0; i < connections; i++) {
        once.add(subject(server));
      }
    }
    assertTrue(once.contains("CN=echo7-expired"), once::toString);
    assertTrue(once.contains("CN=echo7-unknown-ca"), once::toString);
    assertTrue(once.contains("CN=echo7 self-signed"), once::toString);
    try (EchoServer server = pair(query);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> all = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        all.add(threads.submit(() -> subject(server)));
      }
      List<String> again = new ArrayList<>();
      for (Future<String> one : all) {
        again.add(one.get());
      }
      assertEquals(once.stream().sorted().toList(), again.stream().sorted().toList());
    }
  }

  private static String subject(EchoServer server) throws Exception {
    return shown(server, 1).get(0).getSubjectX500Principal().getName();
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.1, CN=echo7-expired", "192.0.3.1, CN=echo7 self-signed"})
  void isShownToPeersOfItsNetworkAlsoBehindAProxy(String client, String subject) throws Exception {
    try (EchoServer server =
            builder()
                .listen(NOWHERE + "?cert=expired&from=192.0.2.0/24")
                .proxyFrom(Cidr.parse("127.0.0.0/8"))
                .start();
        Socket tcp = plain(server, 0)) {
      String header = "PROXY TCP4 " + client + " 198.51.100.1 56324 443\r\n";
      tcp.getOutputStream().write(header.getBytes(StandardCharsets.US_ASCII));
      assertEquals(subject, shown(tcp).get(0).getSubjectX500Principal().getName());
    }
  }

  @Test
  void refusesAClientWithoutCertificateAsAPristineEndpointDoes() throws Exception {
    TestCertificates files = Objects.requireNonNull(made);
    try (EchoServer server =
            builder()
                .listen(NOWHERE + "?cert=expired")
                .tls(new ServerTls(null, null, null, files.file("ca.pem"), engine))
                .start();
        Socket tcp = plain(server, 0)) {
      try {
        shown(tcp);
      } catch (SSLException e) {
        // TLS 1.2 tells within the handshake.
      }
      news.await("rejected " + Rejection.TLS_CLIENT_CERTIFICATE.name());
    }
  }
}
