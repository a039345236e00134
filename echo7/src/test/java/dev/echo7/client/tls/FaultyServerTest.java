package dev.echo7.client.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.client.connect.EchoSession;
import dev.echo7.client.connect.TlsOptions;
import dev.echo7.client.dial.Dialer;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.server.EchoServer;
import dev.echo7.server.tls.TrustEverybody;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the client says of a server of ours with a fault of TLS. */
@Timeout(60)
class FaultyServerTest {
  private static final String NOWHERE = "tls://127.0.0.1:0";
  private static final Duration WAIT = Duration.ofSeconds(20);

  /** A pristine endpoint, and beside it one with this fault. */
  private static EchoServer pair(String query) throws IOException {
    return EchoServer.builder().listen(NOWHERE).listen(NOWHERE + "?" + query).start();
  }

  private static InetSocketAddress address(EchoServer server, int endpoint) {
    return Objects.requireNonNull(server.endpoints().get(endpoint).address());
  }

  private static EchoSession open(EchoServer server, int endpoint, TlsOptions options)
      throws IOException {
    HostPort where = new HostPort("127.0.0.1", address(server, endpoint).getPort());
    return Dialer.connect(new Endpoint.Tls(where), TlsFixture.options(options, WAIT));
  }

  /** Believes what the pristine endpoint shows. */
  private static TlsOptions trusting(EchoServer server) throws Exception {
    try (Socket tcp = new Socket()) {
      tcp.connect(address(server, 0));
      SSLSocket tls =
          (SSLSocket)
              TrustEverybody.context().getSocketFactory().createSocket(tcp, "localhost", 0, true);
      tls.startHandshake();
      X509Certificate shown = (X509Certificate) tls.getSession().getPeerCertificates()[0];
      return new TlsOptions(List.of(shown), null, null, null, false);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "expired | the certificate of CN=echo7-expired expired on 20",
        "not-yet | the certificate of CN=echo7-not-yet is not valid before 20",
        "wrong-host | the server's certificate is not for 127.0.0.1, but for wrong-host.invalid;",
        "unknown-ca | the CA of the server's certificate is unknown (CN=echo7-unknown-authority)",
      })
  void namesWhatIsWrongWithItsCertificate(String kind, String words) throws Exception {
    try (EchoServer server = pair("cert=" + kind)) {
      TlsOptions options = trusting(server);
      try (EchoSession pristine = open(server, 0, options)) {
        pristine.write(ByteBuffer.wrap(new byte[1]));
        assertEquals(1, pristine.read(ByteBuffer.allocate(1)));
      }
      IOException refusal = assertThrows(IOException.class, () -> open(server, 1, options));
      assertTrue(("" + refusal.getMessage()).contains(words), refusal::toString);
    }
  }

  @Test
  void namesTheAlert() throws Exception {
    try (EchoServer server = pair("handshake=alert")) {
      TlsOptions options = trusting(server);
      IOException refusal = assertThrows(IOException.class, () -> open(server, 1, options));
      assertTrue(
          ("" + refusal.getMessage()).contains("(TLS alert handshake_failure)"), refusal::toString);
    }
  }

  @Test
  void noticesThatTheEndIsMissing() throws Exception {
    try (EchoServer server = pair("cut=3&truncate");
        EchoSession session = open(server, 1, trusting(server))) {
      session.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer echo = ByteBuffer.allocate(5);
      IOException failure =
          assertThrows(
              IOException.class,
              () -> {
                while (session.read(echo) >= 0) {
                  // Reads on to the end.
                }
              });
      assertEquals(3, echo.position());
      assertTrue(("" + failure.getMessage()).contains("close_notify"), failure::toString);
    }
  }
}
