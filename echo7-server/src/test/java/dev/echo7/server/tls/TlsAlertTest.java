package dev.echo7.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.TestCertificates;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.server.EchoServer;
import dev.echo7.server.RecordedNews;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.Limits;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.server.config.ServerTls;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A rejected client gets the TLS alert for the reason. */
@Timeout(90)
@ParameterizedClass
@EnumSource(ServerTls.Engine.class)
class TlsAlertTest {
  /** Offers only TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, which neither engine accepts. */
  private static final byte[] HOPELESS_CLIENT_HELLO = hopelessClientHello();

  private static final byte[] HANDSHAKE_FAILURE = {21, 3, 3, 0, 2, 2, 40};
  private static final Pattern ALERT_NUMBER = Pattern.compile("SSL alert number (\\d+)");

  private final ServerTls.Engine engine;
  private final RecordedNews news = new RecordedNews();

  @TempDir private static Path folder = Path.of("");
  private static @Nullable TestCertificates made;

  TlsAlertTest(ServerTls.Engine engine) {
    this.engine = engine;
  }

  @BeforeAll
  static void makeCertificates() throws IOException {
    made = TestCertificates.in(folder);
    certificates().issue("ec");
    certificates()
        .openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out NAME.key", "rsa", "");
    certificates().sign("rsa", "DNS:localhost,IP:127.0.0.1", -1, 30);
    certificates().selfSigned("stranger", "/CN=stranger", "basicConstraints=CA:FALSE");
    certificates().issue("expired", "DNS:expired", -30, -2);
    certificates().issue("early", "DNS:early", 2, 30);
    certificates().issue("server", "DNS:server\nextendedKeyUsage=serverAuth", -1, 30);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rsa | -tls1_2 -cipher DHE-RSA-AES128-GCM-SHA256
          rsa | -tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256
          ec  | -tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256
          rsa | -tls1_2 -cipher ECDHE-RSA-AES128-SHA
          rsa | -tls1_2 -cipher AES128-GCM-SHA256
          rsa | -tls1_3 -ciphersuites TLS_AES_128_CCM_SHA256
          rsa | -tls1_3 -sigalgs ECDSA+SHA256
          ec  | -tls1_3 -sigalgs RSA-PSS+SHA256
          ec  | -tls1_2 -sigalgs RSA-PSS+SHA256
          """)
  void tellsAClientWithWhichItHasNothingInCommon(String identity, String options) throws Exception {
    try (EchoServer server = start(files(identity, false))) {
      assertAlert(SClient.talk(server, options, ""), 40);
      news.await("rejected TLS_HANDSHAKE_FAILED");
    }
  }

  /** The JDK's own TLS supports finite-field groups. */
  @Test
  void tellsAClientWithWhichItHasNoGroupInCommon() throws Exception {
    try (EchoServer server = start(files("rsa", false))) {
      String seen = SClient.handshake(server, "-tls1_3 -groups ffdhe2048");
      if (engine == ServerTls.Engine.BEST) {
        assertAlert(seen, 40);
      } else {
        assertTrue(seen.contains("New, TLSv1.3"), seen);
      }
    }
  }

  @Test
  void tellsAClientThatIsTooOld() throws Exception {
    try (EchoServer server = start(files("rsa", false))) {
      assertAlert(SClient.talk(server, "-tls1_1 -cipher ALL:@SECLEVEL=0", ""), 70);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA",
        "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA",
        "NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+AES-128-CCM",
        "NORMAL:-VERS-ALL:+VERS-TLS1.3:-SIGN-ALL:+SIGN-ECDSA-SECP256R1-SHA256"
      })
  void tellsGnuTlsToo(String priority) throws Exception {
    try (EchoServer server = start(files("rsa", false))) {
      String seen = SClient.gnutls(server, "--priority " + priority);
      assertTrue(seen.contains("alert [40]"), seen);
    }
  }

  /** The kernel resets a connection that is closed with unread input. */
  @Test
  void theAlertIsNotLostBehindWhatTheClientHasSentSince() throws Exception {
    try (EchoServer server = start(files("rsa", false));
        Socket client = plain(server)) {
      client.getOutputStream().write(HOPELESS_CLIENT_HELLO);
      client.getOutputStream().write(new byte[200_000]);
      InputStream in = client.getInputStream();
      assertEquals(
          ByteBuffer.wrap(HANDSHAKE_FAILURE),
          ByteBuffer.wrap(in.readNBytes(HANDSHAKE_FAILURE.length)));
      assertEquals(-1, in.read());
    }
  }

  @Test
  void aClientThatStaysAfterTheAlertKeepsNoPlaceForLong() throws Exception {
    try (EchoServer server = start(files("rsa", false), 1);
        Socket stays = plain(server)) {
      stays.getOutputStream().write(HOPELESS_CLIENT_HELLO);
      news.await("rejected TLS_HANDSHAKE_FAILED");
      assertTrue(SClient.handshake(server, "-tls1_3").contains("New, TLSv1.3"));
      news.await("opened");
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "stranger, -tls1_3, 48, 46",
    "stranger, -tls1_2, 48, 46",
    "expired,  -tls1_3, 45, 46",
    "expired,  -tls1_2, 45, 46",
    "early,    -tls1_3, 45, 46",
    "early,    -tls1_2, 45, 46",
    "server,   -tls1_3, 42, 46",
    "server,   -tls1_2, 42, 46"
  })
  void tellsWhatIsWrongWithAClientsCertificate(
      String client, String version, int byBoringSsl, int byTheJdk) throws Exception {
    try (EchoServer server = start(files("ec", true))) {
      String options = version + " -cert " + pem(client) + " -key " + key(client);
      assertAlert(
          SClient.talk(server, options, ""),
          engine == ServerTls.Engine.BEST ? byBoringSsl : byTheJdk);
      news.await("rejected TLS_CLIENT_CERTIFICATE");
      assertEquals(1, news.lines().stream().filter(line -> line.startsWith("rejected")).count());
    }
  }

  @ParameterizedTest
  @CsvSource({"-tls1_2, 40", "-tls1_3, 116"})
  void tellsAClientThatShowsNoCertificate(String version, int alert) throws Exception {
    try (EchoServer server = start(files("ec", true))) {
      assertAlert(SClient.talk(server, version, ""), alert);
      news.await("rejected TLS_CLIENT_CERTIFICATE");
    }
  }

  @Test
  void endsAConnectionThatWantsToRenegotiate() throws Exception {
    try (EchoServer server = start(files("rsa", false))) {
      String seen = SClient.talk(server, "-tls1_2", "R\n");
      assertTrue(seen.contains("RENEGOTIATING"), seen);
      assertTrue(ALERT_NUMBER.matcher(seen).find(), seen);
      news.await("closed 0 0 tls-error by server");
      assertTrue(SClient.handshake(server, "-tls1_2").contains("New, TLSv1.2"));
    }
  }

  /** The engines differ, and the documents say so. */
  @Test
  void aNameThatIsNoHostsIsServedByBoringSslAndRefusedByTheJdk() throws Exception {
    try (EchoServer server = start(files("rsa", false))) {
      String seen = SClient.handshake(server, "-servername not_a_host..");
      if (engine == ServerTls.Engine.BEST) {
        assertTrue(seen.contains("New, TLSv1.3"), seen);
        assertFalse(ALERT_NUMBER.matcher(seen).find(), seen);
      } else {
        assertAlert(seen, 47);
      }
    }
  }

  private static void assertAlert(String seen, int number) {
    Matcher alert = ALERT_NUMBER.matcher(seen);
    assertTrue(alert.find(), () -> "no alert in: " + seen);
    assertEquals(String.valueOf(number), alert.group(1), seen);
  }

  private static byte[] hopelessClientHello() {
    byte[] random = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer hello = ByteBuffer.allocate(50);
    hello.put(new byte[] {22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 3}).put(random);
    return hello.put(new byte[] {0, 0, 2, 0, (byte) 0x9e, 1, 0}).array();
  }

  private static TestCertificates certificates() {
    return Objects.requireNonNull(made);
  }

  private static Path pem(String name) {
    return certificates().file(name + ".pem");
  }

  private static Path key(String name) {
    return certificates().file(name + ".key");
  }

  private ServerTls files(String name, boolean asksClients) {
    return new ServerTls(pem(name), key(name), null, asksClients ? pem("ca") : null, engine);
  }

  private EchoServer start(ServerTls tls) throws ServerStartException {
    return start(tls, 0);
  }

  /**
   * @param most the maximum number of connections; 0 for no limit
   */
  private EchoServer start(ServerTls tls, int most) throws ServerStartException {
    Limits none = Limits.NONE;
    return EchoServer.start(
        new ServerOptions(
                List.of(new Endpoint.Tls(new HostPort("127.0.0.1", 0))), EventLoopKind.best(), 1)
            .withTls(tls)
            .withLimits(
                new Limits(most, 0, 0, none.idleTimeout(), none.maxLifetime(), 0, none.patience())),
        news);
  }

  private static Socket plain(EchoServer server) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port()));
    socket.setSoTimeout(20_000);
    return socket;
  }
}
