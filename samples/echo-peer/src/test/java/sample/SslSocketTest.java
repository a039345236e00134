package sample;

import static dev.echo7.fault.Fault.certificate;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.fault.Fault.Certificate;
import dev.echo7.junit.EchoPeer;
import dev.echo7.junit.StartStop;
import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Which certificates the JDK's TLS accepts. */
class SslSocketTest {
  @StartStop static final EchoPeer GOOD = EchoPeer.secure();
  @StartStop static final EchoPeer EXPIRED = bad(Certificate.EXPIRED);
  @StartStop static final EchoPeer NOT_YET = bad(Certificate.NOT_YET);
  @StartStop static final EchoPeer WRONG_HOST = bad(Certificate.WRONG_HOST);
  @StartStop static final EchoPeer UNKNOWN_CA = bad(Certificate.UNKNOWN_CA);

  private static EchoPeer bad(Certificate kind) {
    return EchoPeer.secure().fault(certificate(kind));
  }

  private static SSLSocket handshake(EchoPeer peer) throws IOException {
    SSLSocket socket =
        (SSLSocket) peer.tls().context().getSocketFactory().createSocket("localhost", peer.port());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return socket;
  }

  @Test
  void acceptsAGoodOne() throws IOException {
    byte[] hello = "hello".getBytes(US_ASCII);
    try (SSLSocket socket = handshake(GOOD)) {
      assertEquals(GOOD.tls().certificate(), socket.getSession().getPeerCertificates()[0]);
      socket.getOutputStream().write(hello);
      assertArrayEquals(hello, socket.getInputStream().readNBytes(hello.length));
    }
    assertArrayEquals(hello, GOOD.connection(0).received(hello.length));
  }

  @Nested
  class Rejects {
    @Test
    void oneThatHasExpired() {
      assertInstanceOf(CertificateExpiredException.class, reason(EXPIRED));
    }

    @Test
    void oneThatIsNotYetValid() {
      assertInstanceOf(CertificateNotYetValidException.class, reason(NOT_YET));
    }

    @Test
    void oneForAnotherHost() {
      String message = reason(WRONG_HOST).getMessage();
      assertTrue(message.contains("matching localhost"), message);
    }

    @Test
    void oneFromAnUnknownAuthority() {
      assertInstanceOf(CertPathBuilderException.class, reason(UNKNOWN_CA));
    }

    private Throwable reason(EchoPeer peer) {
      Throwable cause = assertThrows(SSLException.class, () -> handshake(peer).close());
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return cause;
    }
  }
}
