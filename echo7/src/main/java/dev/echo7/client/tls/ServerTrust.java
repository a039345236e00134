package dev.echo7.client.tls;

import dev.echo7.client.connect.TlsOptions;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.tls.CertificateText;
import dev.echo7.net.tls.Fingerprint;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the server's certificate: by pin, by the JDK's PKIX validation (RFC 5280), by name (RFC
 * 9525), and by the strength of keys and signatures. Explains why a certificate is not trusted.
 *
 * <p>The JDK calls it on the thread that does the handshake.
 */
final class ServerTrust extends X509ExtendedTrustManager {
  private final TlsOptions options;
  private final ServerName name;
  private final @Nullable X509ExtendedTrustManager pkix;

  /**
   * @param name what the certificate must be for
   */
  ServerTrust(TlsOptions options, ServerName name) throws GeneralSecurityException, IOException {
    this.options = options;
    this.name = name;
    this.pkix = options.verifiesChain() ? pkix(options.authorities()) : null;
  }

  private static X509ExtendedTrustManager pkix(List<X509Certificate> given)
      throws GeneralSecurityException, IOException {
    List<X509Certificate> authorities = given.isEmpty() ? SystemTrust.authorities() : given;
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(authorities.isEmpty() ? null : storeOf(authorities));
    return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
  }

  private static KeyStore storeOf(List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("authority " + i, authorities.get(i));
    }
    return store;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    X509Certificate leaf = chain[0];
    if (!options.insecure() && options.pin() != null) {
      checkPin(leaf, options.pin());
    }
    if (pkix == null) {
      return;
    }
    try {
      pkix.checkServerTrusted(chain, authType, engine);
      // The JDK does not check the dates of a certificate that is itself a trusted CA.
      leaf.checkValidity();
    } catch (CertificateException e) {
      throw new UntrustedServerException(why(e, chain, pkix), e);
    }
    refuse(name.mismatch(leaf));
    refuse(CertificateStrength.weakness(chain, pkix.getAcceptedIssuers()));
  }

  private static void refuse(@Nullable String reason) throws UntrustedServerException {
    if (reason != null) {
      throw new UntrustedServerException(reason, null);
    }
  }

  private static void checkPin(X509Certificate leaf, Fingerprint pin)
      throws UntrustedServerException {
    Fingerprint shown = Fingerprint.of(leaf);
    if (!shown.equals(pin)) {
      throw new UntrustedServerException(
          "the server's certificate does not match the pin: its SHA-256 is "
              + shown
              + ", the pin is "
              + pin
              + "; if the server's certificate was renewed, pin the new one",
          null);
    }
  }

  private String why(
      CertificateException failure, X509Certificate[] chain, X509ExtendedTrustManager trust) {
    if (Causes.find(failure, CertificateExpiredException.class) != null
        || Causes.find(failure, CertificateNotYetValidException.class) != null) {
      return wrongDate(chain);
    }
    if (Causes.find(failure, CertPathBuilderException.class) != null) {
      return unknownAuthority(chain);
    }
    String weakness = CertificateStrength.weakness(chain, trust.getAcceptedIssuers());
    if (weakness != null) {
      return weakness;
    }
    String mismatch = name.mismatch(chain[0]);
    return mismatch == null
        ? "the server's certificate cannot be used: " + FailureText.of(Causes.innermost(failure))
        : mismatch;
  }

  private static String wrongDate(X509Certificate[] chain) {
    for (X509Certificate certificate : chain) {
      String whose = "the certificate of " + CertificateText.subject(certificate);
      try {
        certificate.checkValidity();
      } catch (CertificateExpiredException e) {
        return whose
            + " expired on "
            + CertificateText.day(certificate.getNotAfter())
            + "; the server needs a new one";
      } catch (CertificateNotYetValidException e) {
        return whose
            + " is not valid before "
            + CertificateText.day(certificate.getNotBefore())
            + "; is this machine's clock right?";
      }
    }
    return "a CA certificate in --tls-ca has expired; replace it";
  }

  private static String unknownAuthority(X509Certificate[] chain) {
    X509Certificate last = chain[chain.length - 1];
    String who =
        CertificateText.isSelfIssued(chain[0])
            ? "the server's certificate is self-signed (" + CertificateText.subject(chain[0]) + ")"
            : "the CA of the server's certificate is unknown ("
                + CertificateText.issuer(last)
                + ")";
    return who
        + "; to trust it, give its certificate with --tls-ca FILE, or --tls-pin "
        + Fingerprint.of(chain[0]);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("no engine, and so no name to check");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("sockets are not used here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return pkix == null ? new X509Certificate[0] : pkix.getAcceptedIssuers();
  }
}
